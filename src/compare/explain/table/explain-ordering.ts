import type { Difference } from '../../../model/difference.ts';
import type { Explanation } from '../../../model/explanation.ts';
import type { Side } from '../../../model/side.ts';
import type { TableSource } from '../../csv/csv-format.ts';
import { openTable } from '../../csv/open-table.ts';
import { readHeader } from '../../csv/read-header.ts';
import { matchColumns } from '../../tables/match-columns.ts';
import { NO_FACTS } from '../facts.ts';
import type { TableRecord } from '../hypothesis.ts';
import { explainOrder } from './explain-order.ts';

/** So many records from the beginning are looked at. */
const LOOKED_AT = 1_000_000;

/** Two tables whose records come in another order, as they were found. */
export interface OrderFound {
  readonly output: string;
  /** The columns whose sequence was compared; undefined for whole records. */
  readonly key: readonly string[] | undefined;
  readonly rows: Readonly<Record<Side, number>>;
  /** Records that both sides have, and those of them that are out of place. */
  readonly shared: number;
  readonly outOfPlace: number;
  readonly example: Difference;
}

/** Why the records come in another order; undefined where that cannot be told. Reads both files again. Throws `csv.unreadable`, `compare.cancelled`. */
export async function explainOrdering(
  sources: Readonly<Record<Side, TableSource>>,
  { output, key, rows, shared, outOfPlace, example }: OrderFound,
  signal: AbortSignal,
): Promise<Explanation | undefined> {
  const header = { legacy: (await readHeader(sources.legacy, signal)) ?? [], candidate: (await readHeader(sources.candidate, signal)) ?? [] };
  const comparison = {
    compared: true,
    legacy: { rows: rows.legacy },
    candidate: { rows: rows.candidate },
    added: rows.candidate - shared,
    removed: rows.legacy - shared,
  };
  const records = (side: Side) => recordsOf(sources[side], signal);
  const more = { added: [], removed: [], facts: NO_FACTS, match: matchColumns(header.legacy, header.candidate) };
  const found = await explainOrder({ comparison, key, records, ...more }, { records: LOOKED_AT });
  if (found === undefined) return undefined;
  const { parameters, strength, cause, fix } = found.explanation;
  return { id: found.id, output, parameters, strength, cause, fix, accountsFor: outOfPlace, of: outOfPlace, example };
}

async function* recordsOf(source: TableSource, signal: AbortSignal): AsyncGenerator<readonly TableRecord[]> {
  const { table } = await openTable(source, signal);
  yield* table.batches();
}
