import type { Finding } from '../../model/finding.ts';
import { message } from '../../model/message.ts';
import type { FileProblem } from '../../model/prepared-table.ts';
import type { Side } from '../../model/side.ts';

/** What is wrong with a CSV file. */
export type CsvProblem = FileProblem;

/** The problem as a finding of one side. */
export function findingOf(problem: CsvProblem, side: Side, file: string): Finding {
  return {
    id: problem.id,
    message: message(problem.id, problem.text, problem.values),
    side,
    at: { file, ...(problem.line === undefined ? {} : { line: problem.line }) },
    fix: message(`${problem.id}.fix`, problem.fix),
  };
}

/** csv-parse stopped. `line` is where the record begins. Codes: csv-parse 7, lib/api/index.js. */
export function malformed(code: string, line: number): CsvProblem {
  if (code === 'CSV_MAX_RECORD_SIZE') {
    return {
      id: 'csv.record-too-long',
      text: 'the record that begins on line {line} is longer than {limit} MiB: a quote is probably not closed; the rest was not read',
      values: { line, limit: RECORD_LIMIT / (1 << 20) },
      line,
      fix: 'Look for an opening quote without its closing quote on or after this line.',
      fatal: true,
    };
  }
  const what = code === 'CSV_QUOTE_NOT_CLOSED' ? 'a quote is opened and not closed' : 'a quote is misplaced';
  return {
    id: 'csv.malformed-quotes',
    text: '{what} in the record that begins on line {line}; the rest was not read',
    values: { what, line },
    line,
    fix: 'Have the batch write quotes inside values doubled, and the values that hold them quoted (RFC 4180); was the file cut off? Where nothing is quoted, name a `quote` that does not occur.',
    fatal: true,
  };
}

/** Records longer than this stop the reading. Bytes. */
export const RECORD_LIMIT = 64 * (1 << 20);

export function ragged(count: number, expected: number, first: { readonly line: number; readonly cells: number }): CsvProblem {
  return {
    id: 'csv.ragged-record',
    text: '{count} records do not have the {expected} cells of the header; the first on line {line} has {cells}',
    values: { count, expected, line: first.line, cells: first.cells },
    line: first.line,
    fix: 'Look for an unquoted delimiter, a line end inside a value, an empty line or a truncated file.',
    fatal: false,
  };
}

export function invalidUtf8(line: number): CsvProblem {
  return {
    id: 'csv.invalid-utf8',
    text: 'line {line} is not valid UTF-8; values with such bytes cannot be compared',
    values: { line },
    line,
    fix: 'Write the file as UTF-8, or convert both files before comparing (is it CP932 / Shift_JIS, or cut inside a character?).',
    fatal: false,
  };
}

export const UTF16: CsvProblem = {
  id: 'csv.utf-16',
  text: 'the file begins with a byte order mark of UTF-16; it was not read',
  values: {},
  line: 1,
  fix: 'Write the file as UTF-8, or convert both files before comparing.',
  fatal: true,
};

export const LONE_CR: CsvProblem = {
  id: 'csv.lone-cr',
  text: 'some records end with CR alone and others with a line feed; where records end is doubtful',
  values: {},
  fix: 'Quote the values that hold a carriage return, or write one kind of line end.',
  fatal: false,
};
