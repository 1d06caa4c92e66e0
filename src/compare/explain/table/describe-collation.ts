import { type Message, message, type Values } from '../../../model/message.ts';
import type { DescribedOrder } from './described-order.ts';
import type { NamedOrder, OneColumn } from './order-cause.ts';
import { among, orderBy } from './order-words.ts';
import type { SortOrder } from './sort-tracker.ts';

/** Both sides sort by the column, each by another collation. */
export function describeCollation({ column, legacy, candidate }: OneColumn, within: Values, ties: readonly NamedOrder[]): DescribedOrder {
  const parameters = { column, legacy: legacy.collation.id, candidate: candidate.collation.id, ...within };
  const words = { column, legacy: legacy.collation.title, candidate: candidate.collation.title, ...within };
  const text = `both sides sort by {column}${among(within)}, legacy {legacy}, the candidate {candidate}: ${whyCollation(legacy, candidate)}`;
  return {
    id: 'collation',
    parameters,
    strength: 'reproduces',
    cause: message('explain.collation.cause', text, words),
    fix: collationFix(column, legacy, ties),
  };
}

function whyCollation(legacy: SortOrder, candidate: SortOrder): string {
  const [mine, theirs] = [legacy.collation.id, candidate.collation.id];
  if (mine === 'numeric' || theirs === 'numeric')
    return 'one side takes the values for numbers and the other for texts (sort -n, a cast, or the type of the column)';
  if (theirs === 'bytes')
    return 'musl (Alpine) knows no locale, so its sort goes by byte; so does LC_ALL=C, and a database made with the collation C';
  if (mine === 'bytes') return 'legacy sorts under LC_ALL=C or in a database of that collation, the candidate under a locale';
  return 'locales differ by language and by version (glibc 2.28 changed most of them; Amazon Linux 2 has 2.26 and 2023 has 2.34; ICU has its own)';
}

function collationFix(column: string, legacy: SortOrder, ties: readonly NamedOrder[]): Message {
  const order = orderBy([...ties, { column, order: legacy }], true);
  if (legacy.collation.id === 'bytes')
    return message('explain.collation.fix.bytes', 'Sort by byte as legacy does: LC_ALL=C sort …, or in SQL ORDER BY {order}', { order });
  if (legacy.collation.id === 'numeric')
    return message('explain.collation.fix.numeric', 'Sort by number as legacy does: sort -n …, or in SQL ORDER BY {order}', { order });
  return message(
    'explain.collation.fix.locale',
    'State the collation in the query instead of leaving it to the host: ORDER BY {order}; sort(1) of Alpine cannot do it. Where the order is of no interest to the receiver, drop the check of it',
    { order },
  );
}
