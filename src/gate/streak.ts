import type { CutoverEntry, RunEntry } from '../model/ledger.ts';
import { purposeOf, type RunRecord } from '../model/run.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Side } from '../model/side.ts';
import { canonicalJson } from '../runtime/canonical-json.ts';
import { elsewhere, type Here, namesOf } from './counts-here.ts';
import { type Change, changesBetween, changesSinceRun, withoutCutover } from './drift.ts';
import type { RunFacts, ScenarioFacts, StoredFacts } from './facts.ts';

export type CountedFacts = RunFacts & { readonly stored: StoredFacts };

/** What a row is told by: `scenario` and `files` as they lie in the workspace now. */
export type StreakFacts = Pick<ScenarioFacts, 'scenario' | 'files' | 'runs'>;

/** The passes in a row that count, newest first, and what ended the row. */
export interface Streak {
  readonly runs: readonly CountedFacts[];
  /** Runs of the same versions in this world, whatever became of them, newest first; those of `runs` among them. */
  readonly window: readonly CountedFacts[];
  readonly endedBy?:
    | { readonly kind: 'not-passed'; readonly run: RunFacts }
    | { readonly kind: 'changed'; readonly run: RunFacts; readonly changes: readonly Change[]; readonly sinceNewest: boolean }
    | { readonly kind: 'unproven'; readonly run: RunFacts; readonly problem: string };
  /** Runs that were passed over, in words. */
  readonly passedOver: readonly string[];
}

/**
 * Goes back from the newest run. Passed over are runs of another world, those that a person cancelled, and passes that show no parity: of a calibration, or of one
 * program held against itself. The row ends where a run did not pass, where the version changed but for a cutover's step, and where evidence is damaged or missing.
 */
export function streakOf(facts: StreakFacts, all: readonly CutoverEntry[], here: Here): Streak {
  const cutovers = all.filter(({ scenario, world }) => scenario === facts.scenario.id && world === here.kind);
  const runs: CountedFacts[] = [];
  const window: CountedFacts[] = [];
  const passedOver: string[] = [];
  let endedBy: Streak['endedBy'];
  let later: CountedFacts | undefined;
  for (const run of facts.runs) {
    const { entry, stored, problem } = run;
    if (entry.world !== here.kind) continue;
    if (stored === undefined || problem !== undefined) {
      endedBy ??= { kind: 'unproven', run, problem: problem ?? 'its folder cannot be read' };
      break;
    }
    const foreign = here.foreign(stored.record.world) ?? (later === undefined ? undefined : awayFrom(later, stored.record, facts.scenario));
    if (foreign !== undefined) {
      passedOver.push(`${entry.run} does not count: ${foreign}`);
      continue;
    }
    if (entry.status === 'cancelled') {
      passedOver.push(`${entry.run} was cancelled`);
      continue;
    }
    const noParity = otherPurpose(entry, stored.record) ?? selfPair(stored.scenario);
    // What is red shows as much as any other run.
    if (noParity !== undefined && entry.status === 'pass') {
      passedOver.push(`${entry.run} does not count: ${noParity}`);
      continue;
    }
    const counted = { ...run, stored };
    const changes = changedSince(counted, later, facts, cutovers);
    if (changes.length > 0) {
      endedBy ??= { kind: 'changed', run, changes, sinceNewest: later === undefined };
      break;
    }
    window.push(counted);
    if (entry.status !== 'pass') endedBy ??= { kind: 'not-passed', run };
    if (endedBy === undefined) runs.push(counted);
    later = counted;
  }
  return { runs, window, passedOver, ...(endedBy === undefined ? {} : { endedBy }) };
}

/** A row is of one place, also where nothing names it. A sandbox is one world wherever it lies. */
function awayFrom({ stored: { record: newer } }: CountedFacts, { world }: RunRecord, scenario: Scenario): string | undefined {
  if (world.kind === 'sandbox') return undefined;
  const away = elsewhere(world, newer.world, namesOf(scenario));
  return away === undefined ? undefined : `${away} as ${newer.id}`;
}

/** What else than a rehearsal a run was, by the ledger or by its own record. */
function otherPurpose({ purpose }: RunEntry, record: RunRecord): string | undefined {
  const other = [purpose, purposeOf(record)].find((one) => one !== undefined && one !== 'rehearsal');
  return other === undefined ? undefined : `it was made for ${other}`;
}

/**
 * Of a natural run nothing is started: what was observed is told by the outputs. Where a side leaves its outputs makes no other program of it: two sides of one program
 * need places of their own.
 */
function selfPair({ sides, outputs }: Scenario): string | undefined {
  const started = (side: Side) => {
    const { runner, environment } = sides[side];
    const places = JSON.stringify(Object.values(outputs).map((output) => output.sides[side].config));
    // A folder or a prefix is part of where an output lies, a bucket is all of one field; a mere word in a path may be anything.
    const isPlace = (value: string) => places.includes(value.includes('/') ? JSON.stringify(value).slice(1, -1) : JSON.stringify(value));
    return canonicalJson({ runner, environment: Object.fromEntries(Object.entries(environment).filter(([, value]) => !isPlace(value))) });
  };
  if (sides.legacy.runner.kind === 'observe' || started('legacy') !== started('candidate')) return undefined;
  return 'both sides start the same program in the same way';
}

/** A take that did not start has no facts: beside a run that did not pass, a fact that is missing is no change. */
function changedSince(run: CountedFacts, later: CountedFacts | undefined, facts: StreakFacts, cutovers: readonly CutoverEntry[]): readonly Change[] {
  if (later === undefined) return withoutCutover(changesSinceRun(run.stored, facts), cutovers, run.entry.at, '9999');
  const bothPassed = run.entry.status === 'pass' && later.entry.status === 'pass';
  const changes = changesBetween(run.stored, later.stored).filter(
    ({ side, from, to }) => bothPassed || side === undefined || (from !== 'nothing' && to !== 'nothing'),
  );
  return withoutCutover(changes, cutovers, run.entry.at, later.entry.at);
}
