import type { Duck } from '../duck.ts';
import { sqlName, sqlText } from '../sql-text.ts';

/** How the numbers of one column are written on one side. */
export interface NumberShape {
  /** Most digits before the point; leading zeros and a sign may count as such. */
  readonly whole: number;
  /** Most digits after the point that are needed to hold each number exactly. */
  readonly scale: number;
  /** Cells that are no number. */
  readonly unread: number;
}

/** A column: by its SQL name, and which of its texts hold no value. */
export interface ValueColumn {
  readonly column: string;
  readonly nullWords: readonly string[];
}

/** As `parseDecimal` reads them: no blanks, no separators, no infinity. DuckDB's own casts take more than that. */
const NUMBER = String.raw`[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,2})?`;

/** The cell, or NULL where it holds no value. */
export function cellValue({ column, nullWords }: ValueColumn): string {
  return `CASE WHEN ${sqlName(column)} IN (${['', ...nullWords].map(sqlText).join(', ')}) THEN NULL ELSE ${sqlName(column)} END`;
}

/** How the numbers of columns are written, in one reading of the view. In the order of the columns. */
export async function numberShapes(duck: Duck, view: string, columns: readonly ValueColumn[]): Promise<readonly NumberShape[]> {
  if (columns.length === 0) return [];
  const each = (terms: (index: number, column: ValueColumn) => string) => columns.map((column, index) => terms(index, column)).join(', ');
  const [row = []] = await duck.rows(`
    SELECT ${each((i) => `max(length(split_part(m${i}, '.', 1)) + greatest(e${i}, 0)), max(greatest(length(split_part(m${i}, '.', 2)) - e${i}, 0)), count(*) FILTER (NOT n${i})`)}
    FROM (SELECT ${each((i) => `n${i}, CASE WHEN s${i} THEN CAST(split_part(lower(x${i}), 'e', 2) AS INTEGER) ELSE 0 END AS e${i}, CASE WHEN s${i} THEN split_part(lower(x${i}), 'e', 1) ELSE x${i} END AS m${i}`)}
    FROM (SELECT ${each((i) => `n${i}, CASE WHEN n${i} THEN v${i} END AS x${i}, n${i} AND contains(lower(v${i}), 'e') AS s${i}`)}
    FROM (SELECT ${each((i) => `v${i}, regexp_full_match(v${i}, ${sqlText(NUMBER)}) AS n${i}`)}
    FROM (SELECT ${each((i, column) => `${cellValue(column)} AS v${i}`)} FROM ${sqlName(view)}))))`);
  const figure = (at: number) => Number(row[at] ?? 0);
  return columns.map((_, index) => ({ whole: figure(3 * index), scale: figure(3 * index + 1), unread: figure(3 * index + 2) }));
}

/** The first cell that is no number, with its record (from 1). */
export async function firstUnread(
  duck: Duck,
  view: string,
  column: ValueColumn,
): Promise<{ readonly record: number; readonly text: string } | undefined> {
  const [row] = await duck.rows(`
    SELECT record, v FROM (SELECT row_number() OVER () AS record, ${cellValue(column)} AS v FROM ${sqlName(view)})
    WHERE NOT regexp_full_match(v, ${sqlText(NUMBER)}) ORDER BY record LIMIT 1`);
  return row === undefined ? undefined : { record: Number(row[0]), text: row[1] ?? '' };
}

/**
 * A type that holds the numbers of both sides exactly; undefined where DuckDB has none. Up to 18 digits a decimal is a machine integer; over that, reading
 * one from text takes about fifty times as long.
 */
export function decimalType(shapes: readonly NumberShape[]): string | undefined {
  const scale = Math.max(0, ...shapes.map((shape) => shape.scale));
  const digits = scale + Math.max(1, ...shapes.map((shape) => shape.whole));
  return digits <= 18 ? `DECIMAL(18, ${scale})` : digits <= 38 ? `DECIMAL(38, ${scale})` : undefined;
}
