import type { CsvProblem } from '../../csv/csv-problem.ts';

const DECLARE = 'Declare the charset with `encoding` (for one side: `encoding: { legacy: …, candidate: … }`).';

/** Bytes that are no characters of the charset. They stand as U+FFFD in the values. */
export function invalidText(charset: string, line: number): CsvProblem {
  return {
    id: 'encoding.invalid',
    text: 'line {line} is not valid {charset}; values with such bytes cannot be compared',
    values: { line, charset },
    line,
    fix: 'Declare the charset that the batch writes with `encoding`; was the file cut inside a character?',
    fatal: false,
  };
}

/** A byte order mark that speaks against what the scenario declares. */
export function contradicted(declared: string, found: string): CsvProblem {
  return {
    id: 'encoding.contradicted',
    text: 'the file is declared as {declared} and begins with a byte order mark of {found}; it was read as {found}',
    values: { declared, found },
    line: 1,
    fix: DECLARE,
    fatal: false,
  };
}

/** Nothing fits the whole file. */
export function unrecognised(line: number): CsvProblem {
  return {
    id: 'encoding.unrecognised',
    text: 'the charset was not recognised: line {line} is not valid in any that is tried; it was read as UTF-8',
    values: { line },
    line,
    fix: `${DECLARE} ISO-8859-1 is never recognised, as any bytes are valid in it.`,
    fatal: false,
  };
}

/** Several charsets fit the whole file, and there is too little text to tell. */
export function ambiguous(charset: string, others: readonly string[], line: number): CsvProblem {
  return {
    id: 'encoding.ambiguous',
    text: 'the charset could be {charset} or {others}, first on line {line}; it was read as {charset}',
    values: { charset, others: others.join(' or '), line },
    line,
    fix: DECLARE,
    fatal: false,
  };
}
