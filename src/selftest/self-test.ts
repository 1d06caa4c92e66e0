import type { StoredRun } from '../experiment/evidence.ts';
import { type JudgeOptions, judge } from '../experiment/judge.ts';
import { selfPair } from '../experiment/self-pair.ts';
import type { EvidencePair } from '../model/evidence.ts';
import type { Status } from '../model/status.ts';
import type { Verdict } from '../model/verdict.ts';
import { CATALOGUE } from './catalogue.ts';
import { catcherOf, requireSteady } from './catcher.ts';
import type { Fate, Mutant, MutationResult } from './mutant.ts';
import type { Place } from './mutation.ts';
import { oneCell } from './mutations/one-cell.ts';
import { ReusedResults } from './reused-results.ts';
import { Scratch } from './scratch.ts';
import { Subject } from './subject.ts';

/** The record of one self-test. It cites the run by its seal. */
export interface SelfTest {
  readonly schema: 'twinrun.self-test/1';
  readonly scenario: string;
  readonly scenarioHash: string;
  readonly run: string;
  readonly seal: string;
  /** `pass`: every fault was caught. `inconclusive`: the run is not green, nothing applies, or no change of a cell is seen in some output. */
  readonly status: Status;
  readonly killed: number;
  /** Killed and survived; those that allowances cover are not counted. */
  readonly applicable: number;
  readonly allowed: number;
  /** Killed by applicable, 0 to 1. */
  readonly score: number;
  /** Ids of mutations that survived somewhere. */
  readonly survivors: readonly string[];
  readonly mutations: readonly MutationResult[];
  /** What was not looked at, and why a test is inconclusive. */
  readonly notes: readonly string[];
}

/** Plants every fault of the catalogue into a copy of the candidate's evidence, one at a time, and judges it by the run's own scenario. */
export async function selfTest(run: StoredRun, options: JudgeOptions, onMutation: (done: number, of: number) => void = () => {}): Promise<SelfTest> {
  const reused = new ReusedResults(options.checks);
  const green = await judge(run, { ...options, checks: reused.keeping() });
  const head = {
    schema: 'twinrun.self-test/1',
    scenario: run.scenario.id,
    scenarioHash: run.record.scenarioHash,
    run: run.record.id,
    seal: options.seal,
  } as const;
  if (green.status !== 'pass' || run.pair === undefined) {
    const notes = [`the run is not green (${green.status}): a fault can turn no verdict that is not a pass`];
    return { ...head, ...summed([]), status: 'inconclusive', mutations: [], notes };
  }
  const subject = new Subject(run.record, run.scenario, run.pair);
  const mutations: MutationResult[] = [];
  const bench = { run, green, reused, options, accepted: await acceptedAlone(run, run.pair, options) };
  const cells = new Map<string, Fate[]>();
  for (const [at, { id, title, applies }] of CATALOGUE.entries()) {
    const mutants: Mutant[] = [];
    for (const place of await applies(subject)) {
      const mutant = await fateOf(place, bench);
      mutants.push(mutant);
      if (id === oneCell.id && place.output !== undefined) cells.set(place.output, [...(cells.get(place.output) ?? []), mutant.fate]);
    }
    mutations.push({ id, title, mutants });
    onMutation(at + 1, CATALOGUE.length);
  }
  await requireSteady(mutations, run, options);
  // With everything allowed, nothing that is left says that the content is compared.
  const unseen = [...cells].filter(([, fates]) => fates.every((fate) => fate === 'allowed')).map(([output]) => output);
  const notes = unseen.map(
    (output) => `no change of a cell of ${output} would be seen: allowances and declared rules cover every column that was tried`,
  );
  return { ...head, ...summed(mutations), ...(unseen.length > 0 ? { status: 'inconclusive' } : {}), mutations, notes: [...notes, ...subject.notes] };
}

interface Bench {
  readonly run: StoredRun;
  readonly green: Verdict;
  readonly reused: ReusedResults;
  readonly options: JudgeOptions;
  /** What is accepted of the candidate against itself, without a fault. */
  readonly accepted: string;
}

async function fateOf(place: Place, { run, green, reused, options, accepted }: Bench): Promise<Mutant> {
  options.signal.throwIfAborted();
  const scratch = await Scratch.make();
  try {
    const pair = await place.mutate(scratch);
    const judged = (checks: JudgeOptions['checks'], changed: EvidencePair) => judge({ ...run, pair: changed }, { ...options, checks });
    let verdict = await judged(reused.forFault(place.output), pair);
    // Whatever was not caught quickly is judged by all checks.
    if (verdict.status === 'pass') verdict = await judged(options.checks, pair);
    const { where } = place;
    const { status } = verdict;
    // Half a judgement catches nothing.
    options.signal.throwIfAborted();
    if (status !== 'pass') return { where, fate: 'killed', status, ...catcherOf(verdict) };
    const isAllowed = acceptedBy(verdict) !== acceptedBy(green) || (await acceptedAlone(run, pair, options)) !== accepted;
    if (isAllowed) return { where, fate: 'allowed', status };
    return { where, fate: 'survived', status, add: place.check };
  } finally {
    await scratch.remove();
  }
}

/** Figures that count what declared rules accepted. */
const ACCEPTED: readonly string[] = ['equivalent', 'equivalentColumns', 'ignored', 'tolerated'];

/** What allowances and declared rules accepted in a verdict: another one than without the fault means that they cover it. */
function acceptedBy({ allowed, checks }: Verdict): string {
  return JSON.stringify([allowed, checks.map(({ result }) => ACCEPTED.map((name) => result?.figures[name]))]);
}

/**
 * What is accepted between the candidate as it was and as it is with a fault. Where the sides differ already and that is allowed, a fault changes no count between them:
 * only between these two it shows that it is covered.
 */
async function acceptedAlone(run: StoredRun, pair: EvidencePair, options: JudgeOptions): Promise<string> {
  const faulty = { ...run, pair, record: { ...run.record, id: `${run.record.id}, with a fault` } };
  return acceptedBy(await judge(selfPair(run, faulty, 'candidate'), options));
}

function summed(mutations: readonly MutationResult[]): Pick<SelfTest, 'status' | 'killed' | 'applicable' | 'allowed' | 'score' | 'survivors'> {
  const all = mutations.flatMap(({ mutants }) => mutants);
  const count = (fate: Fate) => all.filter((one) => one.fate === fate).length;
  const [killed, survived] = [count('killed'), count('survived')];
  const applicable = killed + survived;
  return {
    status: survived > 0 ? 'fail' : applicable === 0 ? 'inconclusive' : 'pass',
    killed,
    applicable,
    allowed: count('allowed'),
    score: applicable === 0 ? 0 : killed / applicable,
    survivors: mutations.filter(({ mutants }) => mutants.some(({ fate }) => fate === 'survived')).map(({ id }) => id),
  };
}
