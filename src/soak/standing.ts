import type { CutoverEntry, LedgerRecord, RollbackEntry, SoakEntry } from '../model/ledger.ts';
import type { Scenario } from '../model/scenario.ts';
import type { SoakRule } from '../model/soak.ts';
import { dominant } from '../model/status.ts';
import { lastFire } from '../schedule/cron-fires.ts';
import { type Fire, firesWithin, iso } from './fires.ts';

/** How far a soak is. Times are ISO 8601, UTC. */
export interface Standing {
  /** Since when natural runs count: the cutover's end, or the first fire that was judged. Absent before. */
  readonly since?: string;
  /** Fires that were judged since then, and how. */
  readonly judged: { readonly pass: number; readonly fail: number; readonly inconclusive: number };
  /** Green ones in a row, back from the last fire that is over. */
  readonly greens: number;
  /** Red ones in a row, likewise. */
  readonly reds: number;
  /** On how many different days the green ones in a row were due. */
  readonly days: number;
  /** Of the green ones in a row, how many were compared with legacy. */
  readonly compared: number;
  /** Fires whose deadline is over and which nobody judged; oldest first. Each ends a row. */
  readonly missed: readonly string[];
  readonly asked: { readonly runs: number; readonly days: number };
  readonly done: boolean;
}

interface Input {
  readonly scenario: Scenario;
  readonly rule: SoakRule;
  readonly records: readonly LedgerRecord[];
  readonly world: 'sandbox' | 'real';
  /** ms since 1970. */
  readonly now: number;
}

/** The fires of a soak so far, each with its entry where it was judged, `spoilt` where what starts the sides was seen red before the next one was judged; oldest first. Without a beginning: the last one alone. */
export interface SoakFires {
  readonly since?: number;
  readonly fires: readonly { readonly fire: Fire; readonly entry?: SoakEntry; readonly spoilt?: true }[];
}

/** One fire is judged once: of two entries about it, the first counts. */
export function soakFires({ scenario, rule, records, world, now }: Input, from?: number): SoakFires {
  const entries = new Map<string, SoakEntry>();
  const spoilt = new Set<string>();
  let last: string | undefined;
  let begun: number | undefined;
  for (const { entry } of records) {
    if (!('scenario' in entry) || entry.scenario !== scenario.id || entry.world !== world) continue;
    if (entry.type === 'soak' && !entries.has(entry.fire)) entries.set(entry.fire, entry);
    if (entry.type === 'soak') last = entry.fire;
    if (entry.type === 'starters' && entry.status === 'fail' && last !== undefined) spoilt.add(last);
    if (beginsAnew(entry)) begun = Date.parse(entry.at);
  }
  const first = Math.min(...[...entries.keys()].map((fire) => Date.parse(fire)));
  const since = begun ?? (Number.isFinite(first) ? first : undefined);
  const start = Math.min(from ?? Number.POSITIVE_INFINITY, since ?? Number.POSITIVE_INFINITY);
  const within = Number.isFinite(start) ? firesWithin(scenario, rule.deadline, start, now) : lastOnly(scenario, rule, now);
  const fires = within.map((fire) => {
    const entry = entries.get(iso(fire.at));
    return { fire, ...(entry === undefined ? {} : { entry }), ...(spoilt.has(iso(fire.at)) ? { spoilt: true as const } : {}) };
  });
  return { fires, ...(since === undefined ? {} : { since }) };
}

/** What was before a cutover that came to its end, or a way back, is of another time. */
export function beginsAnew(entry: LedgerRecord['entry']): entry is CutoverEntry | RollbackEntry {
  if (entry.type === 'cutover') return entry.step === 'done' || entry.step === 'gone-back';
  return entry.type === 'rollback' && entry.status === 'pass';
}

function lastOnly(scenario: Scenario, rule: SoakRule, now: number): readonly Fire[] {
  const at = lastFire(scenario.schedule.cron, scenario.schedule.zone, now);
  return at === undefined ? [] : firesWithin(scenario, rule.deadline, at, now).slice(-1);
}

/** How far it is at `now`. Pure: the ledger and the schedule say it. */
export function standingOf(input: Input): Standing {
  const { rule, now, scenario } = input;
  const { fires, since } = soakFires(input);
  const over = since === undefined ? [] : fires.filter(({ fire, entry }) => entry !== undefined || fire.deadline < now);
  const statusOf = ({ entry, spoilt }: (typeof over)[number]) =>
    entry === undefined ? 'missed' : spoilt === true ? 'fail' : dominant([entry.status, entry.starters]);
  const inARow = (status: string) => over.length - 1 - over.findLastIndex((one) => statusOf(one) !== status);
  const greens = inARow('pass');
  const row = greens === 0 ? [] : over.slice(-greens);
  const dayOf = new Intl.DateTimeFormat('en-CA', { timeZone: scenario.schedule.zone, dateStyle: 'short' });
  const days = new Set(row.map(({ fire }) => dayOf.format(fire.at))).size;
  const count = (status: string) => over.filter((one) => statusOf(one) === status).length;
  return {
    ...(since === undefined ? {} : { since: iso(since) }),
    judged: { pass: count('pass'), fail: count('fail'), inconclusive: count('inconclusive') },
    greens,
    reds: inARow('fail'),
    days,
    compared: row.filter(({ entry }) => entry?.mode === 'shadow').length,
    missed: over.filter(({ entry }) => entry === undefined).map(({ fire }) => iso(fire.at)),
    asked: { runs: rule.runs, days: rule.days },
    done: greens >= rule.runs && days >= rule.days,
  };
}
