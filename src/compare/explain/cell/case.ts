import { message } from '../../../model/message.ts';
import type { CellHypothesis } from '../hypothesis.ts';
import { foldingRule, type Mapping, mappingRules } from './mapping-rules.ts';

/** One name in which a letter was turned is no cause. */
const EVIDENCE = { cells: 2, share: 0 };

const MAPPINGS: readonly Mapping[] = [
  { name: 'upper case', of: (text) => text.toUpperCase() },
  { name: 'lower case', of: (text) => text.toLowerCase() },
  { name: 'a capital first', of: (text) => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase() },
];

/** Letters in another case: `TRUE` and `True`, codes and addresses that one side folds. */
export const letterCase: CellHypothesis = {
  id: 'case',
  propose: (sample) => [
    ...mappingRules(sample, MAPPINGS, (how, side) => ({ cause: message('explain.case.cause', CAUSE, { how, side }), fix: FIX }), EVIDENCE),
    ...foldingRule(sample, (text) => text.toUpperCase().toLowerCase(), { cause: MIXED, fix: FIX }, { how: 'mixed' }),
  ],
};

const CAUSE =
  'the same letters, in {side} written in {how}: another driver spells words such as true in its own way, or an UPPER, LOWER or `tr` is missing on one side';

const MIXED = message('explain.case.cause.mixed', 'the same letters in another case: the two sides fold them in different ways');

const FIX = message(
  'explain.case.fix',
  'Write the case that the receiver expects in the query (UPPER, LOWER, CASE WHEN), or declare `case: fold` for the column where it means nothing.',
);
