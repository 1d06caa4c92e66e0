import type { StoredRun } from '../experiment/evidence.ts';
import { type JudgeOptions, judge } from '../experiment/judge.ts';
import { selfPair } from '../experiment/self-pair.ts';
import type { Allowance } from '../model/allowance.ts';
import type { Difference } from '../model/difference.ts';
import { SIDES, type Side } from '../model/side.ts';
import { dominant, type Status } from '../model/status.ts';
import type { Verdict } from '../model/verdict.ts';
import { envelopeOf, type Noise } from './noise.ts';
import { type Proposal, propose } from './propose.ts';

/** A run of the calibration, as it was stored and judged. */
export interface CalibrationRun {
  readonly stored: StoredRun;
  readonly verdict: Verdict;
  readonly seal: string;
}

/** The record of one calibration. Holds no values, only how far they lie apart. */
export interface Calibration {
  readonly schema: 'twinrun.calibration/1';
  readonly id: string;
  readonly at: string;
  readonly scenario: string;
  readonly scenarioHash: string;
  readonly runs: readonly { readonly run: string; readonly seal: string }[];
  /** `pass`: nothing differs by itself that no allowance covers. `fail`: it does, see `proposals`. `inconclusive`: see `doubts`. */
  readonly status: Status;
  readonly noise: readonly Noise[];
  readonly proposals: readonly Proposal[];
  /** Why nothing can be said: the source moved, a take failed. */
  readonly doubts: readonly string[];
  /** Allowances that are over, or that covered nothing in any run and any pair. */
  readonly findings: readonly { readonly allowance: string; readonly problem: 'expired' | 'not-needed' }[];
}

interface Frame {
  readonly id: string;
  readonly at: Date;
  /** For how many days proposals are valid. */
  readonly days: number;
}

type Judging = Pick<JudgeOptions, 'checks' | 'signal'>;

/** Compares each side with itself over all pairs of runs, and proposes allowances for what differs. The runs are of one scenario, in order. */
export async function calibrate(runs: readonly CalibrationRun[], frame: Frame, judging: Judging): Promise<Calibration> {
  const [first] = runs;
  if (first === undefined) throw new Error('a calibration has runs');
  const { scenario, record } = first.stored;
  const measured = new Measurements(
    Object.values(scenario.outputs).some(({ personal = [] }) => personal.length > 0),
    // Real targets were judged in the runs; a rule that one side alone has does not vary.
    (id) => id !== 'fence' && judging.checks[id]?.judgesOutput !== true,
  );
  for (const side of SIDES) {
    for (const [at, one] of runs.entries()) {
      for (const other of runs.slice(at + 1)) {
        const pair = selfPair(one.stored, other.stored, side);
        measured.add(side, await judge(pair, { ...judging, seal: `${one.seal}+${other.seal}` }));
      }
    }
  }
  const noise = measured.noise();
  const verdicts = runs.map(({ verdict }) => verdict);
  const day = frame.at.toISOString().slice(0, 10);
  const findings = problemsOf(scenario.allowances, day, new Set([...measured.allowances, ...usedIn(verdicts)]));
  const until = new Date(frame.at.getTime() + frame.days * 86_400_000).toISOString().slice(0, 10);
  const cited = runs.map(({ stored, seal }) => `${stored.record.id} (seal ${seal})`).join(', ');
  const doubts = [...measured.doubts];
  return {
    schema: 'twinrun.calibration/1',
    id: frame.id,
    at: frame.at.toISOString(),
    scenario: scenario.id,
    scenarioHash: record.scenarioHash,
    runs: runs.map(({ stored, seal }) => ({ run: stored.record.id, seal })),
    status: dominant([noise.length > 0 && doubts.length === 0 ? 'fail' : 'pass', doubts.length > 0 || findings.length > 0 ? 'inconclusive' : 'pass']),
    noise,
    // What was measured on a source that moved is no noise.
    proposals: doubts.length > 0 ? [] : propose(noise, { evidence: `calibration ${frame.id} of runs ${cited}`, until }),
    doubts,
    findings,
  };
}

interface Group {
  readonly check: string;
  readonly output: string | undefined;
  readonly column: string | undefined;
  readonly kind: Difference['kind'];
  readonly sides: Set<Side>;
  readonly differences: Difference[];
  differing: number;
  most: number;
  rows: number;
  complete: boolean;
}

/** Collects what the pairs show. */
class Measurements {
  readonly doubts = new Set<string>();
  /** Ids of allowances that covered something. */
  readonly allowances = new Set<string>();
  readonly #groups = new Map<string, Group>();
  readonly #personal: boolean;
  readonly #varies: (check: string) => boolean;
  #pairs = 0;

  /**
   * `personal`: texts of findings and errors may hold what must not be kept, for pairs are compared unmasked. `varies`: the checks that are about what one side makes
   * anew each time.
   */
  constructor(personal: boolean, varies: (check: string) => boolean) {
    this.#personal = personal;
    this.#varies = varies;
  }

  add(side: Side, verdict: Verdict): void {
    this.#pairs += 1;
    for (const { text } of verdict.notComparable) this.doubts.add(`${side}: ${text}`);
    for (const used of usedIn([verdict])) this.allowances.add(used);
    for (const { id, output, error, result } of verdict.checks) {
      if (!this.#varies(id)) continue;
      if (error !== undefined) this.doubts.add(`${side}: ${id} could not judge: ${this.#personal ? error.code : error.message}`);
      if (result === undefined) continue;
      // What was not compared differs from itself as little as what is equal.
      if (result.status === 'inconclusive' && result.findings.length === 0)
        this.doubts.add(`${side}: ${id} measured nothing: ${this.#personal ? result.summary.id : result.summary.text}`);
      // Findings of an allowance that was exceeded come with its differences.
      for (const one of result.findings) if (one.id !== 'allowance.exceeded') this.doubts.add(`${side}: ${id}: ${this.#textOf(one)}`);
      for (const part of partsOf(result.differences)) this.#note({ side, check: id, output }, part, result);
    }
  }

  #textOf({ id, message }: Result['findings'][number]): string {
    return this.#personal
      ? `${id} (what it says is not shown, for there are personal columns: \`twinrun check\` of a run says it masked)`
      : message.text;
  }

  noise(): readonly Noise[] {
    return [...this.#groups.values()].map(({ check, output, column, kind, sides, differences, differing, most, rows, complete }) => ({
      check,
      ...(output === undefined ? {} : { output }),
      ...(column === undefined ? {} : { column }),
      kind,
      sides: [...sides],
      pairs: { compared: this.#pairs, differing },
      most,
      ...(rows === 0 ? {} : { rows }),
      envelope: envelopeOf(check, kind, differences, complete),
    }));
  }

  #note(at: { readonly side: Side; readonly check: string; readonly output: string | undefined }, part: readonly Difference[], result: Result): void {
    const [first] = part;
    if (first === undefined) return;
    const { kind, column } = first;
    const key = JSON.stringify([at.check, at.output, kind, column]);
    const group: Group = this.#groups.get(key) ?? {
      ...{ check: at.check, output: at.output, column, kind, sides: new Set<Side>(), differences: [] },
      ...{ differing: 0, most: 0, rows: 0, complete: true },
    };
    const all = result.total === result.differences.length;
    const count = all ? part.length : column === undefined ? result.total : (result.columns?.[column] ?? result.total);
    group.sides.add(at.side);
    group.differences.push(...part);
    group.differing += 1;
    group.most = Math.max(group.most, count);
    group.rows = Math.max(group.rows, ...['legacy.rows', 'candidate.rows'].map((name) => Number(result.figures[name] ?? 0)));
    group.complete &&= all;
    this.#groups.set(key, group);
  }
}

/** By kind and column. */
function partsOf(differences: readonly Difference[]): readonly (readonly Difference[])[] {
  const parts = new Map<string, Difference[]>();
  for (const one of differences) {
    const key = JSON.stringify([one.kind, one.column]);
    const part = parts.get(key) ?? [];
    part.push(one);
    parts.set(key, part);
  }
  return [...parts.values()];
}

type Result = NonNullable<Verdict['checks'][number]['result']>;

function usedIn(verdicts: readonly Verdict[]): readonly string[] {
  return verdicts.flatMap(({ checks }) => checks.flatMap(({ result }) => (result?.allowed ?? []).map(({ allowance }) => allowance)));
}

function problemsOf(allowances: readonly Allowance[], day: string, used: ReadonlySet<string>): Calibration['findings'] {
  return allowances.flatMap(({ id, until }): Calibration['findings'] => {
    if (until < day) return [{ allowance: id, problem: 'expired' }];
    return used.has(id) ? [] : [{ allowance: id, problem: 'not-needed' }];
  });
}
