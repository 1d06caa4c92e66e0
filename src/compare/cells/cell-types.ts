import { isDateTime } from '../equivalence/date-time.ts';

/** The types that a column can be declared to have. */
export const CELL_TYPES = ['text', 'integer', 'decimal', 'date', 'date-time', 'boolean'] as const;

export type CellType = (typeof CELL_TYPES)[number];

const INTEGER = /^[+-]?\d+$/;
const DECIMAL = /^[+-]?\d+(?:\.\d+)?$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const BOOLEAN = /^(?:true|false|t|f|1|0)$/i;

/**
 * Whether a text has the form of a type: `integer` 12, -3; `decimal` 12, -0.50 (no exponent, no thousands separator); `date` 2026-02-28;
 * `date-time` 2026-02-28 23:59[:59[.123]], with `T` or a blank, with or without an offset; `boolean` true, false, t, f, 1, 0 in any case.
 * Days and times must exist.
 */
export const fitsType: Readonly<Record<CellType, (text: string) => boolean>> = {
  text: () => true,
  integer: (text) => INTEGER.test(text),
  decimal: (text) => DECIMAL.test(text),
  date: (text) => DATE.test(text) && isDateTime(`${text} 00:00`),
  'date-time': isDateTime,
  boolean: (text) => BOOLEAN.test(text),
};
