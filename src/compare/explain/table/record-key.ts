import type { Side } from '../../../model/side.ts';
import { keyColumns } from '../../tables/key-columns.ts';
import { digest, encodeCells } from '../../tables/record-hash.ts';
import type { TableInput, TableRecord } from '../hypothesis.ts';

type Matched = Pick<TableInput, 'key' | 'match'>;

/** Where a side has the columns that tell records apart: the key's, or all common ones without a key. */
export function keyPlaces({ key, match }: Matched, side: Side): readonly number[] {
  return (keyColumns(key, match.common) ?? match.common).map((column) => column[side]);
}

/** The digest of what tells a record apart; the same for the same key on both sides. */
export function recordKey(input: Matched, side: Side): (record: TableRecord) => Buffer {
  const places = keyPlaces(input, side);
  return ({ cells }) => digest(encodeCells(cells, places));
}

/** The digest of all common columns of a record. */
export function recordRow({ match }: Matched, side: Side): (record: TableRecord) => Buffer {
  const places = match.common.map((column) => column[side]);
  return ({ cells }) => digest(encodeCells(cells, places));
}
