import type { Condition } from '../../model/gate.ts';
import type { OverrideEntry } from '../../model/ledger.ts';
import { conditionOf } from '../condition.ts';

/** Nobody goes on by an override. */
export function noOverride(open: readonly OverrideEntry[]): Condition {
  const condition = conditionOf('overrides', 'no override is open');
  const [first] = open;
  if (first === undefined) return condition.pass({ summary: 'none' });
  return condition.fail({
    summary: `${open.length} open`,
    evidence: open.map(({ id, by, until, why }) => `${id}, by ${by}, until ${until}: ${why}`),
    fix: `Get it green without, then: twinrun override --end ${first.id} --why "…"`,
  });
}
