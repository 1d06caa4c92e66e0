/** Why a statement cannot be asked. Texts are English; `expected` completes "expected". */
export interface StatementProblem {
  readonly code: string;
  readonly message: string;
  readonly expected: string;
  readonly fix: string;
  /** Line of the statement, from 1. */
  readonly line?: number;
}

interface Details {
  readonly name?: string;
  readonly views?: readonly string[];
  readonly sql?: string;
  /** In bytes, as DuckDB counts; it gives a very large number where it knows none. */
  readonly offset?: unknown;
}

const SELECT = 'one statement that selects (SELECT, WITH … SELECT, FROM …)';

const REASONS = {
  'no-select': {
    message: 'the statement does not select',
    expected: SELECT,
    fix: 'An assertion only reads: write a SELECT that finds the rows that must not be there.',
  },
  'one-statement': { message: 'there are {name} statements', expected: SELECT, fix: 'Make an assertion of each statement.' },
  'other-table': {
    message: 'the statement reads `{name}`, which is no table here',
    expected: 'nothing but {views}',
    fix: 'Name a table of the outputs, without a schema before it; no other table and no file can be read.',
  },
  'table-function': {
    message: 'the statement reads from the function `{name}`',
    expected: 'a table of the outputs: {views}',
    fix: 'Files, settings and other statements cannot be read here: declare an output for the file.',
  },
  impure: {
    message: '`{name}` gives another result at another time',
    expected: 'a statement whose result depends on the outputs alone',
    fix: 'Write the value into the statement, so that the same run is judged alike at any time.',
  },
  sample: { message: 'the statement takes a sample by chance', expected: 'all rows', fix: 'Leave out USING SAMPLE and TABLESAMPLE.' },
  parameter: {
    message: 'the statement has a parameter that nothing fills',
    expected: 'values written out',
    fix: 'Write the value into the statement.',
  },
  shadowed: {
    message: 'WITH gives the name `{name}` to something else',
    expected: 'another name than {views}',
    fix: 'Rename it: else the statement would read its own words and no output.',
  },
  'reads-nothing': { message: 'the statement reads no output', expected: 'a statement over {views}', fix: 'Select from a table of the outputs.' },
} as const;

export function refuse(reason: keyof typeof REASONS, { name = '', views = [], sql = '', offset }: Details): StatementProblem {
  const fill = (text: string) => text.replace('{name}', () => name).replace('{views}', () => views.join(', '));
  const { message, expected, fix } = REASONS[reason];
  return { code: `sql-${reason}`, message: fill(message), expected: fill(expected), fix, ...lineAt(sql, offset) };
}

export function syntaxError(sql: string, text: string, position: string | undefined): StatementProblem {
  return {
    code: 'sql-syntax',
    message: `the statement cannot be read: ${text}`,
    expected: SELECT,
    fix: 'Correct the statement; the SQL is that of DuckDB.',
    ...lineAt(sql, position === undefined ? undefined : Number(position)),
  };
}

function lineAt(sql: string, offset: unknown): { readonly line?: number } {
  const bytes = Buffer.from(sql);
  if (typeof offset !== 'number' || !(offset <= bytes.length)) return {};
  return { line: bytes.subarray(0, offset).toString().split('\n').length };
}
