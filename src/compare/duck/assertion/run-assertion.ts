import { TwinrunError } from '../../../model/error.ts';
import type { Finding } from '../../../model/finding.ts';
import { message } from '../../../model/message.ts';
import { visible } from '../../../runtime/text.ts';
import type { Duck, Row } from '../duck.ts';

/** What must come of a statement: no row, at least one row, or one row with one cell of this text. */
export type Expectation = 'none' | 'rows' | { readonly value: string };

/** A statement over tables of both sides, and what must come of it. */
export interface Assertion {
  readonly name: string;
  readonly sql: string;
  readonly expect: Expectation;
}

/** What came: `unwanted` rows were shown as they came; the other words say what is wrong as one. */
export type AssertionResult =
  | { readonly kind: 'holds' }
  | { readonly kind: 'unwanted'; readonly rows: number }
  | { readonly kind: 'no-rows' }
  | { readonly kind: 'other-value'; readonly value: string }
  | { readonly kind: 'doubtful'; readonly finding: Finding };

/** Letters of a cell that are shown. */
const SHOWN = 100;

/** Asks one statement. `unwanted` gets each row of those that must not be there, as a text that is made when it is wanted. Throws `compare.cancelled`. */
export async function runAssertion(duck: Duck, { name, sql, expect }: Assertion, unwanted: (row: () => string) => void): Promise<AssertionResult> {
  try {
    const statement = await duck.prepare(sql);
    if (!statement.reads) return { kind: 'doubtful', finding: notAsked(name, 'the statement does not only read', 'Write one SELECT.') };
    let first: Row | undefined;
    let rows = 0;
    for await (const batch of statement.rows()) {
      first ??= batch[0];
      rows += batch.length;
      if (expect === 'none') for (const row of batch) unwanted(() => rowText(statement.columns, row));
      else if (expect === 'rows') break;
    }
    if (expect === 'none') return rows === 0 ? { kind: 'holds' } : { kind: 'unwanted', rows };
    if (expect === 'rows') return rows === 0 ? { kind: 'no-rows' } : { kind: 'holds' };
    if (rows !== 1 || statement.columns.length !== 1) return { kind: 'doubtful', finding: noValue(name, rows, statement.columns.length) };
    const value = first?.[0] ?? 'NULL';
    return value === expect.value ? { kind: 'holds' } : { kind: 'other-value', value: cut(value) };
  } catch (thrown) {
    if (!(thrown instanceof TwinrunError) || thrown.class === 'cancelled') throw thrown;
    return { kind: 'doubtful', finding: notAsked(name, thrown.message, thrown.fix.text, thrown.at?.line) };
  }
}

function rowText(columns: readonly string[], row: Row): string {
  return columns.map((column, index) => `${visible(column)}=${cut(row[index] ?? 'NULL')}`).join(', ');
}

function cut(text: string): string {
  return visible(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
}

function noValue(name: string, rows: number, columns: number): Finding {
  return notAsked(name, `the result has ${rows} rows and ${columns} columns, and a value is expected`, 'Select one figure, such as count(*).');
}

/** The finding of an assertion that says nothing. */
export function notAsked(name: string, error: string, fix: string, line?: number): Finding {
  return {
    id: 'sql-assertion.not-asked',
    message: message('sql-assertion.not-asked', 'the assertion "{name}" says nothing: {error}', { name, error: visible(error) }),
    ...(line === undefined ? {} : { at: { field: name, line } }),
    fix: message('sql-assertion.not-asked.fix', fix),
  };
}
