import type { Claims } from '../model/claim.ts';
import { TwinrunError } from '../model/error.ts';
import type { Scenario } from '../model/scenario.ts';
import { naturalRun } from '../scenario/natural-run.ts';
import type { ActJournal } from './act-journal.ts';

/** The scheduled fire that a rollback is about, to the second: the last one of its business date that has come. Undefined where none has. */
export function fireOf({ schedule, businessDate: rule }: Scenario, businessDate: string, now: Date): string | undefined {
  const { fires } = naturalRun(schedule, rule, businessDate);
  return fires.findLast((at) => Date.parse(at) <= now.getTime())?.replace(/\.\d+/, '');
}

/**
 * Takes the right to deliver for the fire, once for a rollback: whoever had it before may have delivered, and nobody after it may. Journalled after; after a crash it is known by
 * its `by`. Throws `rollback.right-lost` where another takes it at the same moment, and what the store throws: then nothing is delivered.
 */
export async function takeRight(
  claims: Claims,
  scenario: string,
  fire: string,
  { id, by }: { readonly id: string; readonly by: string },
  journal: ActJournal,
): Promise<void> {
  if (journal.entries.some(({ type }) => type === 'claim.taken')) return;
  const who = `rollback ${id}, ${by}`;
  const newest = (await claims.list(scenario, fire)).at(-1);
  const mine = newest?.by.startsWith(`rollback ${id},`) === true ? newest : undefined;
  if (mine === undefined) {
    const after = newest === undefined ? {} : { after: newest.epoch, reason: `rollback ${id}` };
    const { taken, claim } = await claims.take({ scenario, fire, by: who, ...after });
    if (!taken) throw lost(fire, claim.by);
  }
  await journal.write({ type: 'claim.taken', fire, before: mine === undefined ? (newest?.by ?? 'nobody') : 'this rollback' });
}

function lost(fire: string, other: string): TwinrunError {
  return new TwinrunError({
    code: 'rollback.right-lost',
    message: `nothing was done: another took the right to deliver ${fire} at this moment`,
    received: other,
    fix: 'Look what it delivers. Then run the rollback again: it takes the right after it.',
  });
}
