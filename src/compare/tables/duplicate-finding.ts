import type { Finding } from '../../model/finding.ts';
import { message } from '../../model/message.ts';
import type { Duplicates } from './plan-pairs.ts';

/** Keys that occur several times, and not equally often on both sides: which record belongs to which is then a guess. */
export function duplicateFinding(duplicates: Duplicates): Finding[] {
  const { unequal, first } = duplicates;
  if (first === undefined) return [];
  const template = '{unequal} keys occur several times and not equally often on both sides; the first: legacy {legacy}, candidate {candidate}';
  const values = { unequal, legacy: describe(first.legacy), candidate: describe(first.candidate) };
  return [
    {
      id: 'records.duplicate-key',
      message: message('records.duplicate-key', template, values),
      fix: message('records.duplicate-key.fix', 'Name a key that identifies each record, or find out why records are written twice.'),
    },
  ];
}

const SHOWN = 5;

function describe(records: readonly number[]): string {
  if (records.length === 0) return 'none';
  const more = records.length > SHOWN ? ` and ${records.length - SHOWN} more` : '';
  return `record ${records
    .slice(0, SHOWN)
    .map((index) => index + 1)
    .join(', ')}${more}`;
}
