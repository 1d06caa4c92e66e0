import type { Condition } from '../../model/gate.ts';
import type { RunEntry } from '../../model/ledger.ts';
import type { Scenario } from '../../model/scenario.ts';
import { describeUnneeded, unneededAllowances } from '../../store/unneeded-allowances.ts';
import { conditionOf } from '../condition.ts';

/** No allowance of the scenario is over. Its last day counts whole, in UTC. What `runs` (oldest first) show to be needed no more is said. */
export function allowances({ allowances: all }: Pick<Scenario, 'allowances'>, runs: readonly RunEntry[], now: Date): Condition {
  const condition = conditionOf('allowances', 'no allowance is expired');
  const today = now.toISOString().slice(0, 10);
  const unneeded = unneededAllowances(all, runs);
  const evidence = [...unneeded.map(describeUnneeded), ...all.map(({ id, until, by }) => `${id}, by ${by}, until ${until}`)];
  const over = all.filter(({ until }) => until < today);
  if (over.length > 0)
    return condition.fail({ summary: over.map(({ id }) => id).join(', '), evidence, fix: 'Mend what was allowed, or decide anew, with a new day.' });
  const [first] = all.map(({ until }) => until).sort();
  return condition.pass({
    summary: all.length === 0 ? 'there are none' : `${all.length}, all in force${unneeded.length === 0 ? '' : `, ${unneeded.length} needed no more`}`,
    evidence,
    ...(first === undefined ? {} : { until: `${first}T23:59:59.999Z` }),
  });
}
