import type { Side } from '../../../model/side.ts';
import type { Duck, Row } from '../duck.ts';
import { sqlName } from '../sql-text.ts';
import { placeName } from '../with-tables.ts';
import { type Measure, type Terms, termsOf, width } from './measure.ts';
import { cellValue } from './number-shape.ts';

/** How one side's view is to be summed up. */
export interface TotalsPlan {
  readonly side: Side;
  /** Places of the columns that make a group. */
  readonly by: readonly number[];
  /** The place of each measure's column, and its NULL words. */
  readonly cells: readonly { readonly place: number; readonly nullWords: readonly string[] }[];
}

/** One group of records on both sides. */
export interface GroupPair {
  readonly key: readonly string[];
  /** Undefined on the side that has no such group. By measure. */
  readonly legacy: readonly Terms[] | undefined;
  readonly candidate: readonly Terms[] | undefined;
  /** By measure: whether a term is not the same, by DuckDB's own word. */
  readonly differs: readonly boolean[];
}

/** Sums up one side into a table of its own, one record a group. */
export async function sumUp(duck: Duck, { side, by, cells }: TotalsPlan, measures: readonly Measure[]): Promise<void> {
  const keys = by.map((place, index) => `${sqlName(placeName(place))} AS k${index}`);
  const terms = measures.flatMap((measure, index) => {
    const cell = cells[index];
    if (cell === undefined) return [];
    return termsOf(measure, cellValue({ column: placeName(cell.place), nullWords: cell.nullWords }));
  });
  const grouped = keys.length === 0 ? '' : ` GROUP BY ${keys.map((_, index) => index + 1).join(', ')}`;
  const list = [...keys, 'true AS present', ...terms.map((term, index) => `${term} AS t${index}`)];
  await duck.run(`CREATE TEMP TABLE totals_${side} AS SELECT ${list.join(', ')} FROM ${side}${grouped}`);
}

/** Groups whose figures differ, or that one side only has, in the order of their keys; without keys, the one group of all records in any case. */
export async function* pairGroups(duck: Duck, keys: number, measures: readonly Measure[]): AsyncGenerator<GroupPair> {
  const names = Array.from({ length: keys }, (_, index) => `k${index}`);
  const terms = Array.from({ length: measures.reduce((sum, measure) => sum + width(measure), 0) }, (_, index) => `t${index}`);
  const on = names.length === 0 ? 'true' : names.map((name) => `l.${name} = c.${name}`).join(' AND ');
  const columns = [
    ...names.map((name) => `coalesce(l.${name}, c.${name})`),
    'l.present',
    'c.present',
    ...terms.flatMap((term) => [`CAST(l.${term} AS VARCHAR)`, `CAST(c.${term} AS VARCHAR)`, `l.${term} IS DISTINCT FROM c.${term}`]),
  ];
  const apart = ['l.present IS NULL', 'c.present IS NULL', ...terms.map((term) => `l.${term} IS DISTINCT FROM c.${term}`)].join(' OR ');
  const where = keys === 0 ? '' : ` WHERE ${apart} ORDER BY ${names.map((_, index) => index + 1).join(', ')}`;
  const sql = `SELECT ${columns.join(', ')} FROM totals_legacy l FULL JOIN totals_candidate c ON ${on}${where}`;
  for await (const rows of duck.stream(sql)) for (const row of rows) yield pairOf(row, keys, measures);
}

/** How many groups a side has. */
export async function countGroups(duck: Duck, side: Side): Promise<number> {
  return Number((await duck.rows(`SELECT count(*) FROM totals_${side}`))[0]?.[0]);
}

function pairOf(row: Row, keys: number, measures: readonly Measure[]): GroupPair {
  let at = keys + 2;
  const figures = measures.map((measure) => {
    const triples = Array.from({ length: width(measure) }, (_, index) => row.slice(at + 3 * index, at + 3 * index + 3));
    at += 3 * triples.length;
    return triples;
  });
  const side = (present: number, of: number) =>
    row[keys + present] === null ? undefined : figures.map((triples) => triples.map((triple) => triple[of] ?? null));
  return {
    key: row.slice(0, keys).map((text) => text ?? ''),
    legacy: side(0, 0),
    candidate: side(1, 1),
    differs: figures.map((triples) => triples.some((triple) => triple[2] === 'true')),
  };
}
