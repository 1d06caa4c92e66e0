import type { Condition } from '../../model/gate.ts';
import { conditionOf } from '../condition.ts';
import type { ArmedFacts } from '../facts.ts';

/** The playbook was rehearsed well, not long ago, and is unchanged since; a drill in the sandbox says nothing of what lies outside. */
export function armed(facts: ArmedFacts, asked: boolean): Condition {
  const condition = conditionOf('armed', 'the playbook is armed');
  if (!asked) return condition.notAsked();
  if (facts.armed && facts.drill?.world === 'sandbox') {
    const fix = 'Name the real hosts and account in twinrun.yaml (docs/real-hosts.md), then twinrun rollback <scenario> --drill';
    return condition.inconclusive({ summary: 'it was drilled in the sandbox, which arms nothing outside it', fix });
  }
  if (facts.armed) return condition.pass({ summary: `by a drill, until ${facts.until}`, until: facts.until });
  return condition.fail({ summary: facts.why.join('; '), fix: 'twinrun rollback <scenario> --drill' });
}
