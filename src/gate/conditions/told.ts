import type { Condition } from '../../model/gate.ts';
import type { RetiredBatch } from '../../model/retired.ts';
import { conditionOf } from '../condition.ts';

/** Its users were told. */
export function told({ stopPlan }: RetiredBatch, now: Date): Condition {
  const condition = conditionOf('told', 'its users were told');
  const today = now.toISOString().slice(0, 10);
  const evidence = stopPlan.told.map(({ who, on }) => `${who} (${on})`);
  const later = stopPlan.told.filter(({ on }) => on > today);
  return later.length === 0
    ? condition.pass({ summary: `${evidence.length} entries`, evidence })
    : condition.inconclusive({ summary: `${later.length} will be told only later`, evidence, fix: 'Tell them, then stop it.' });
}
