import type { Condition } from '../../model/gate.ts';
import type { GatePolicy } from '../../model/gate-policy.ts';
import type { SelfTestEntry } from '../../model/ledger.ts';
import { conditionOf } from '../condition.ts';
import { foreignWorld } from '../counts-here.ts';
import type { RunFacts, ScenarioFacts } from '../facts.ts';

/** The checks caught enough of the faults that were planted into a run of this world: the newest self-test of the scenario as it is now. */
export function selfTest(
  tests: readonly SelfTestEntry[],
  { hash, runs }: Pick<ScenarioFacts, 'hash' | 'runs'>,
  { selfTest: least, world }: Pick<GatePolicy, 'selfTest' | 'world'>,
): Condition {
  const condition = conditionOf('self-test', `the checks catch at least ${percent(least)} of planted faults`);
  if (least === 0) return condition.notAsked();
  const fix = 'twinrun selftest <scenario>; a fault that survives needs a check.';
  const elsewhere = tests.flatMap((test) => foreign(test, runOf(test, runs), world));
  const last = tests.filter((test) => foreign(test, runOf(test, runs), world).length === 0).at(-1);
  if (last === undefined) return condition.inconclusive({ summary: 'there was none in this world', evidence: elsewhere.slice(-3), fix });
  const evidence = [`${last.id}, ${last.at}`, ...last.survivors.map((name) => `not caught: ${name}`)];
  if (last.scenarioHash !== hash) return condition.inconclusive({ summary: 'the last one tried another state of the scenario', evidence, fix });
  if (last.status === 'cancelled' || last.status === 'inconclusive')
    return condition.inconclusive({ summary: `the last one was ${last.status}`, evidence, fix });
  const doubt = doubtOf(last, runOf(last, runs));
  if (doubt !== undefined) return condition.inconclusive({ summary: doubt, evidence, fix });
  if (last.score < least) return condition.fail({ summary: `${percent(last.score)}`, evidence, fix });
  return condition.pass({ summary: percent(last.score), evidence });
}

function runOf({ run }: SelfTestEntry, runs: readonly RunFacts[]): RunFacts | undefined {
  return runs.find(({ entry }) => entry.run === run);
}

/** Why it does not count here, in words. */
function foreign({ id, world }: SelfTestEntry, run: RunFacts | undefined, policy: GatePolicy['world']): readonly string[] {
  const why = world === 'real' ? run?.stored && foreignWorld(run.stored.record.world, policy) : 'in the sandbox';
  return why === undefined ? [] : [`${id} does not count: ${why}`];
}

/** Why it is not known what the faults were planted into. */
function doubtOf({ run: id }: SelfTestEntry, run: RunFacts | undefined): string | undefined {
  if (id === undefined) return 'the last one does not say which run it tried: it is of an earlier version';
  if (run === undefined) return `the last one tried ${id}, which is none of the runs that can count`;
  return run.problem === undefined ? undefined : `the last one tried ${id}, which proves nothing: ${run.problem}`;
}

function percent(share: number): string {
  return `${Math.floor(share * 1000) / 10} %`;
}
