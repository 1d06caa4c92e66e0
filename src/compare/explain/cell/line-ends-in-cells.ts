import { message } from '../../../model/message.ts';
import type { CellHypothesis } from '../hypothesis.ts';
import { foldingRule, type Mapping, mappingRules } from './mapping-rules.ts';
import { withoutEnd } from './without-end.ts';

const ANY = /\r\n|\r|\n/g;

const MAPPINGS: readonly Mapping[] = [
  { name: 'LF', of: (text) => text.replace(ANY, '\n') },
  { name: 'CRLF', of: (text) => text.replace(ANY, '\r\n') },
  { name: 'CR', of: (text) => text.replace(ANY, '\r') },
  { name: 'a blank in its place', of: (text) => text.replace(ANY, ' ') },
  { name: 'a written \\n', of: (text) => text.replace(ANY, '\\n') },
  { name: 'none', of: (text) => text.replace(ANY, '') },
  { name: 'none at the end', of: (text) => withoutEnd(text, '\r\n') },
];

/** Line ends inside of cells: CRLF against LF, or replaced. */
export const lineEndsInCells: CellHypothesis = {
  id: 'line-ends',
  propose: (sample) => [
    ...mappingRules(sample, MAPPINGS, (how, side) => ({ cause: message('explain.line-ends.cell.cause', CAUSE, { how, side }), fix: FIX })),
    ...foldingRule(sample, (text) => text.replace(ANY, '\n'), { cause: MIXED, fix: FIX }, { how: 'mixed' }),
  ],
};

const CAUSE =
  'the same text with other line ends inside of the cell ({how} in {side}): dos2unix, unix2dos, `tr -d "\\r"` or a text mode runs over the whole file on one side only';

const MIXED = message('explain.line-ends.cell.cause.mixed', 'the same text with other line ends inside of the cell');

const FIX = message(
  'explain.line-ends.cell.fix',
  "Convert on both sides or on neither; in the container's script: RUN apk add --no-cache dos2unix, then unix2dos where legacy did; in SQL: replace(text, E'\\r\\n', E'\\n').",
);
