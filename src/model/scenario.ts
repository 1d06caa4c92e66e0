import type { Allowance } from './allowance.ts';
import type { Duration } from './clock.ts';
import type { CutoverRule } from './cutover.ts';
import type { Effect } from './effect.ts';
import type { GatePolicy } from './gate-policy.ts';
import type { Playbook } from './playbook.ts';
import type { Tagged } from './schema.ts';
import type { Side } from './side.ts';
import type { SoakRule } from './soak.ts';

/** One batch under migration, as validated. Stored verbatim as `scenario.json` in each run. */
export interface Scenario {
  readonly schema: 'twinrun.scenario/1';
  readonly id: string;
  readonly purpose: { readonly what: string; readonly why: string; readonly owner: string; readonly neededUntil: string };
  /** What nobody needs is a `RetiredBatch`. */
  readonly disposition: 'migrate';
  readonly schedule: Schedule;
  readonly businessDate: BusinessDate;
  readonly idempotent: boolean;
  readonly rerun: Readonly<Record<Side, RerunRule>>;
  readonly effects: Readonly<Record<string, Effect>>;
  /** Both at the same time, or legacy first. */
  readonly order: 'together' | 'in-turn';
  readonly sides: Readonly<Record<Side, ScenarioSide>>;
  readonly outputs: Readonly<Record<string, Output>>;
  readonly probes: Readonly<Record<string, Tagged>>;
  readonly checks: readonly Tagged[];
  readonly allowances: readonly Allowance[];
  readonly impact: Impact;
  readonly rollback: Playbook;
  /** How the candidate takes over; absent while nobody has decided. */
  readonly cutover?: CutoverRule;
  /** How natural runs are judged after that; absent while nobody has said. */
  readonly soak?: SoakRule;
  /** What the gate asks of this one, before the workspace's. */
  readonly gate?: Partial<GatePolicy>;
}

/** When legacy runs (crontab(5), by the clock of `zone`), and what starts the candidate: kinds `scheduler` and `rule`. */
export interface Schedule {
  readonly cron: string;
  readonly zone: string;
  readonly candidate?: readonly Tagged[];
}

export interface ScenarioSide {
  readonly runner: Tagged;
  readonly timeout: Duration;
  /** Given to the side beside the fence and the business date. Values may hold `{{date}}` and `{{host.<name>.address}}`. */
  readonly environment: Readonly<Record<string, string>>;
}

/** `safe`: may be started again as it is. `fenced`: only behind its fences. `never`: only natural runs are observed. */
export interface RerunRule {
  readonly mode: 'safe' | 'fenced' | 'never';
  readonly reason: string;
}

/** The day that a run is about, the same for both sides. `offset` is days from the day of the start in `zone`. */
export interface BusinessDate {
  readonly zone: string;
  readonly offset: number;
  /** `injected`: given to both sides in `variable`. `clock`: the scripts ask the clock themselves. */
  readonly mode: 'injected' | 'clock';
  /** Environment variable that carries it, as `YYYY-MM-DD`. */
  readonly variable: string;
}

/** One thing that both sides produce, how to read it, and where each side leaves it. */
export interface Output {
  readonly format: Tagged;
  /** Whether no data at all is a valid result. Otherwise an empty output on both sides is inconclusive. */
  readonly empty: 'valid' | 'invalid';
  /** Columns with personal data: their values are masked in everything that judging gives. */
  readonly personal?: readonly string[];
  readonly sides: Readonly<Record<Side, Tagged>>;
}

/** Who is hit, and how, if it fails. */
export interface Impact {
  readonly who: string;
  readonly what: string;
  readonly urgency: string;
  readonly onCall: string;
  readonly owner: string;
  readonly partnerContact: string;
}
