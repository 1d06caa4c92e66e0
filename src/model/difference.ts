import type { Message } from './message.ts';

/** A value as shown; masked where its column is personal. */
export type Cell = { readonly text: string } | { readonly masked: { readonly hash: string; readonly shape: string } };

/**
 * One thing that differs.
 * `added`: only in the candidate. `removed`: only in legacy. `changed`: one cell of a record with the same key.
 * `column`: a column renamed, missing or repeated. `representation`: the bytes differ, the values do not (BOM, line ends, quoting, charset, column order).
 * `value`: a figure (exit code, row count, checksum).
 */
export interface Difference {
  readonly kind: 'added' | 'removed' | 'changed' | 'column' | 'representation' | 'value';
  readonly output?: string;
  /** A tuple, never joined. */
  readonly key?: readonly string[];
  readonly column?: string;
  readonly legacy?: Cell;
  readonly candidate?: Cell;
  /** What it is, where kind and cells do not say it. */
  readonly message?: Message;
  /** Record numbers (data records from 1; a header is not counted) for finding it in the files. */
  readonly record?: { readonly legacy?: number; readonly candidate?: number };
}

export function cell(text: string): Cell {
  return { text };
}
