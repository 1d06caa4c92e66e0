import { message } from '../../../model/message.ts';
import type { CellHypothesis, CellPair, CellRule } from '../hypothesis.ts';

/** How programs write that there is no value. */
const WORDS: ReadonlySet<string> = new Set([
  '',
  'NULL',
  'null',
  'Null',
  '\\N',
  'None',
  'nil',
  '(null)',
  '<null>',
  '<NULL>',
  '(NULL)',
  '[NULL]',
  '<NA>',
  '#N/A',
  'undefined',
  'NaN',
  'nan',
  'NaT',
  'N/A',
  'NA',
]);

/** No value, written in another way: empty, `NULL`, `\N`, `None`. */
export const nullText: CellHypothesis = {
  id: 'null-text',
  propose: (sample) => {
    const pairs = new Map(sample.filter(isNull).map((pair) => [JSON.stringify([pair.legacy, pair.candidate]), pair]));
    return [...pairs.values()].map(ruleOf);
  },
};

function isNull({ legacy, candidate }: CellPair): boolean {
  return WORDS.has(legacy) && WORDS.has(candidate);
}

function ruleOf({ legacy, candidate }: CellPair): CellRule {
  const parameters = { legacy, candidate };
  const explains = (pair: CellPair) => pair.legacy === legacy && pair.candidate === candidate;
  const values = { legacy: named(legacy), candidate: named(candidate) };
  return { parameters, strength: 'reproduces', explains, cause: message('explain.null-text.cause', CAUSE, values), fix: FIX };
}

function named(word: string): string {
  return word === '' ? 'an empty cell' : `"${word}"`;
}

const CAUSE =
  'no value is {legacy} in legacy and {candidate} in candidate: each client has a way of its own (mysql -B and COPY as text write NULL or \\N, psql --csv an empty cell, Python None)';

const FIX = message(
  'explain.null-text.fix',
  "Say how NULL is written: COPY … (FORMAT csv, NULL ''), psql --pset=null=, COALESCE(column, '') in the query; or declare `nullWords` for the column.",
);
