import { message } from '../../../model/message.ts';
import type { CellHypothesis } from '../hypothesis.ts';
import { type Mapping, mappingRules } from './mapping-rules.ts';

const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;
const ZEROS = /^([+-]?)0+(?=\d)/;

const MAPPINGS: readonly Mapping[] = [
  { name: 'no leading zeros', of: (text) => (NUMBER.test(text) ? text.replace(ZEROS, '$1') : text) },
  { name: 'blanks for leading zeros', of: (text) => (NUMBER.test(text) ? text.replace(/^0+(?=\d)/, (zeros) => ' '.repeat(zeros.length)) : text) },
  // Only of texts that have zeros to lose: else it is the spelling of a number.
  { name: 'no leading zeros, as floating point', of: (text) => (/^0\d+$/.test(text) ? `${text.replace(ZEROS, '$1')}.0` : text) },
];

/** Codes that lost their zeros in front (`00123` and `123`), or gained them. */
export const leadingZeros: CellHypothesis = {
  id: 'leading-zeros',
  propose: (sample) => mappingRules(sample, MAPPINGS, (_how, side) => ({ cause: message('explain.leading-zeros.cause', CAUSE, { side }), fix: FIX })),
};

const CAUSE =
  'the same digits, in {side} without the zeros in front: there a code is taken for a number (a column of type integer, a spreadsheet, a reader that infers types)';

const FIX = message(
  'explain.leading-zeros.fix',
  "Keep codes as text from the query to the file: to_char(code, 'FM00000') or lpad(code::text, 5, '0'); in pandas read_csv(…, dtype=str).",
);
