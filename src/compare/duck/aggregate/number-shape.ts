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

/** A column of a view: by its SQL name, and which of its texts hold no value. */
export interface CellColumn {
  readonly view: string;
  readonly column: string;
  readonly nullWords: readonly string[];
}

/** As `parseDecimal` reads them: no blanks, no separators, no infinity. DuckDB's own casts take more than that. */
const NUMBER = String.raw`[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,2})?`;

/** The cell, or NULL where it holds no value. */
export function cellValue({ column, nullWords }: Pick<CellColumn, 'column' | 'nullWords'>): string {
  return `CASE WHEN ${sqlName(column)} IN (${['', ...nullWords].map(sqlText).join(', ')}) THEN NULL ELSE ${sqlName(column)} END`;
}

export async function numberShape(duck: Duck, cell: CellColumn): Promise<NumberShape> {
  const [row] = await duck.rows(`
    SELECT max(length(w) + greatest(e, 0)), max(greatest(length(f) - e, 0)), count(*) FILTER (NOT is_number)
    FROM (SELECT is_number, split_part(m, '.', 1) AS w, split_part(m, '.', 2) AS f, e FROM (
      SELECT is_number,
        CASE WHEN contains(x, 'e') OR contains(x, 'E') THEN CAST(split_part(lower(x), 'e', 2) AS INTEGER) ELSE 0 END AS e,
        CASE WHEN contains(x, 'e') OR contains(x, 'E') THEN split_part(lower(x), 'e', 1) ELSE x END AS m
      FROM (SELECT is_number, CASE WHEN is_number THEN v END AS x FROM (
        SELECT v, regexp_full_match(v, ${sqlText(NUMBER)}) AS is_number FROM (SELECT ${cellValue(cell)} AS v FROM ${sqlName(cell.view)})))))`);
  const [whole, scale, unread] = (row ?? []).map((text) => Number(text ?? 0));
  return { whole: whole ?? 0, scale: scale ?? 0, unread: unread ?? 0 };
}

/** The first cell that is no number, with its record (from 1). */
export async function firstUnread(duck: Duck, cell: CellColumn): Promise<{ readonly record: number; readonly text: string } | undefined> {
  const [row] = await duck.rows(`
    SELECT record, v FROM (SELECT row_number() OVER () AS record, ${cellValue(cell)} AS v FROM ${sqlName(cell.view)})
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
