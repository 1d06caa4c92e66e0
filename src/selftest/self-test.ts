import type { StoredRun } from '../experiment/evidence.ts';
import { type JudgeOptions, judge } from '../experiment/judge.ts';
import type { EvidencePair } from '../model/evidence.ts';
import type { Status } from '../model/status.ts';
import type { Verdict } from '../model/verdict.ts';
import { CATALOGUE } from './catalogue.ts';
import { catcherOf, requireSteady } from './catcher.ts';
import type { Fate, Mutant, MutationResult } from './mutant.ts';
import type { Place } from './mutation.ts';
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
  /** `pass`: every fault was caught. `inconclusive`: the run is not green, or nothing applies. */
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
  for (const [at, { id, title, applies }] of CATALOGUE.entries()) {
    const mutants: Mutant[] = [];
    for (const place of await applies(subject)) mutants.push(await fateOf(place, { run, green, reused, options }));
    mutations.push({ id, title, mutants });
    onMutation(at + 1, CATALOGUE.length);
  }
  await requireSteady(mutations, run, options);
  return { ...head, ...summed(mutations), mutations, notes: subject.notes };
}

interface Bench {
  readonly run: StoredRun;
  readonly green: Verdict;
  readonly reused: ReusedResults;
  readonly options: JudgeOptions;
}

async function fateOf(place: Place, { run, green, reused, options }: Bench): Promise<Mutant> {
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
    if (acceptedBy(verdict) !== acceptedBy(green)) return { where, fate: 'allowed', status };
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
