import { message } from '../../../model/message.ts';
import type { Side } from '../../../model/side.ts';
import type { TableExplanation, TableHypothesis, TableInput } from '../hypothesis.ts';
import { type Trait, traitOf } from './trait.ts';

/** Values are quoted by another style, or empty cells are quoted on one side only (NULL against an empty string). */
export const quoting: TableHypothesis = {
  id: 'quoting',
  explain: async (input) => {
    const style = traitOf(input.comparison, 'quoting');
    const empty = traitOf(input.comparison, 'null-quoting');
    return [...(style === undefined ? [] : [explainStyle(style)]), ...(empty === undefined ? [] : [await explainEmpty(input, empty)])];
  },
};

function explainStyle({ legacy, candidate, accounts }: Trait): TableExplanation {
  const parameters = { legacy, candidate };
  const cause = message('explain.quoting.cause', STYLE_CAUSE, parameters);
  return { parameters, strength: 'reproduces', accounts, cause, fix: legacy === 'always' ? FORCE : legacy === 'minimal' ? MINIMAL : PER_COLUMN };
}

const STYLE_CAUSE =
  'the values are the same and quoted by another style ({legacy} in legacy, {candidate} in the candidate): each CSV writer has its own default, and psql quotes only where it must';
const FORCE = message(
  'explain.quoting.fix.always',
  'If the receiver needs the quotes: COPY (…) TO STDOUT WITH (FORMAT csv, HEADER, FORCE_QUOTE *), or csv.QUOTE_ALL in Python. Else accept the difference.',
);
const MINIMAL = message(
  'explain.quoting.fix.minimal',
  'Quote only where needed: drop FORCE_QUOTE from COPY; csv.QUOTE_MINIMAL in Python. A CSV reader takes both for the same.',
);
const PER_COLUMN = message(
  'explain.quoting.fix.per-column',
  'If the receiver minds, name the columns that legacy quotes: COPY (…) TO STDOUT WITH (FORMAT csv, HEADER, FORCE_QUOTE (…)); csv.QUOTE_NONNUMERIC quotes texts only.',
);

async function explainEmpty(input: TableInput, { difference, accounts }: Trait): Promise<TableExplanation> {
  const column = String(difference.message?.values.column ?? '');
  const quoted = await quotingSide(input, column, difference.record);
  const parameters = { column, quoted: quoted ?? 'unknown' };
  const cause = message('explain.quoting.null.cause', quoted === undefined ? EMPTY_UNKNOWN : EMPTY_CAUSE, {
    column,
    quoted: quoted ?? '',
    bare: other(quoted),
  });
  return { parameters, strength: 'reproduces', accounts, cause, fix: message('explain.quoting.null.fix', EMPTY_FIX[quoted ?? 'legacy'], { column }) };
}

const EMPTY_UNKNOWN =
  'empty cells (the first in column {column}) are written as "" on one side only: one of the two writers takes NULL for an empty string';
const EMPTY_CAUSE =
  'empty cells (the first in column {column}) are written as "" by {quoted} and bare by {bare}: in PostgreSQL\'s CSV a bare cell is NULL and "" is an empty string, so one side stores, joins or writes the other of the two';
const EMPTY_FIX: Readonly<Record<Side, string>> = {
  legacy:
    "Give the candidate's query legacy's value: COALESCE({column}, '') for an empty string; or have its writer keep NULL and '' apart, as COPY … (FORMAT csv) does.",
  candidate:
    "Give the candidate's query legacy's value: NULLIF({column}, '') for NULL; or have its writer keep NULL and '' apart, as COPY … (FORMAT csv) does.",
};

function other(side: Side | undefined): string {
  return side === 'legacy' ? 'the candidate' : 'legacy';
}

/** The side that writes the cell named by the difference as `""`. Undefined where the reader does not tell. */
async function quotingSide(input: TableInput, column: string, record: Trait['difference']['record']): Promise<Side | undefined> {
  const place = input.match.common.find(({ name }) => name === column)?.legacy;
  const number = record?.legacy;
  if (place === undefined || number === undefined) return undefined;
  for await (const batch of input.records('legacy')) {
    const found = batch.find((one) => one.number === number);
    if (found !== undefined) return found.quotedEmpty === undefined ? undefined : found.quotedEmpty.includes(place) ? 'legacy' : 'candidate';
  }
  return undefined;
}
