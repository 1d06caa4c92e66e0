import type { Condition } from '../../model/gate.ts';
import { conditionOf } from '../condition.ts';
import type { ArmedFacts } from '../facts.ts';

/** The playbook was rehearsed well, not long ago, and is unchanged since. */
export function armed(facts: ArmedFacts, asked: boolean): Condition {
  const condition = conditionOf('armed', 'the playbook is armed');
  if (!asked) return condition.notAsked();
  if (facts.armed) return condition.pass({ summary: `by a drill, until ${facts.until}`, until: facts.until });
  return condition.fail({ summary: facts.why.join('; '), fix: 'twinrun rollback <scenario> --drill' });
}
