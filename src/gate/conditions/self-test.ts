import type { Condition } from '../../model/gate.ts';
import type { SelfTestEntry } from '../../model/ledger.ts';
import { conditionOf } from '../condition.ts';

/** The checks caught enough of the planted faults: the newest self-test of the scenario as it is now. Those of the sandbox do not count. */
export function selfTest(tests: readonly SelfTestEntry[], hash: string, least: number): Condition {
  const condition = conditionOf('self-test', `the checks catch at least ${percent(least)} of planted faults`);
  if (least === 0) return condition.notAsked();
  const fix = 'twinrun selftest <scenario>; a fault that survives needs a check.';
  const last = tests.filter(({ world }) => world === 'real').at(-1);
  if (last === undefined) return condition.inconclusive({ summary: 'there was none in this world', fix });
  const evidence = [`${last.id}, ${last.at}`, ...last.survivors.map((name) => `not caught: ${name}`)];
  if (last.scenarioHash !== hash) return condition.inconclusive({ summary: 'the last one tried another state of the scenario', evidence, fix });
  if (last.status === 'cancelled' || last.status === 'inconclusive')
    return condition.inconclusive({ summary: `the last one was ${last.status}`, evidence, fix });
  if (last.score < least) return condition.fail({ summary: `${percent(last.score)}`, evidence, fix });
  return condition.pass({ summary: percent(last.score), evidence });
}

function percent(share: number): string {
  return `${Math.floor(share * 1000) / 10} %`;
}
