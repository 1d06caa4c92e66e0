import { message } from '../../../model/message.ts';
import { parseDecimal } from '../../cells/decimal.ts';
import type { CellPair, CellRule } from '../hypothesis.ts';
import { significantDigits } from './doubles.ts';
import { isFloatNoise } from './float-noise.ts';

/** What C's printf %g, and with it awk's print, keeps of a number. */
const AWK_DIGITS = 6;

/** The candidate has no more than six significant digits and is legacy's number to that precision. */
function isSignificant({ legacy, candidate }: CellPair): boolean {
  if (parseDecimal(legacy) === undefined || parseDecimal(candidate) === undefined) return false;
  if (significantDigits(candidate) > AWK_DIGITS || significantDigits(legacy) <= AWK_DIGITS) return false;
  return Number(legacy) !== Number(candidate) && Number(Number(legacy).toPrecision(AWK_DIGITS)) === Number(candidate);
}

/** Numbers with six significant digits, as awk prints them. */
export const SIGNIFICANT: CellRule = {
  parameters: { side: 'candidate', significant: AWK_DIGITS },
  strength: 'reproduces',
  evidence: { cells: 2, share: 0 },
  explains: isSignificant,
  cause: message(
    'explain.rounding.cause.significant',
    'numbers have {digits} significant digits in candidate: awk prints with %.6g (OFMT, CONVFMT) unless it is told otherwise',
    {
      digits: AWK_DIGITS,
    },
  ),
  fix: message(
    'explain.rounding.fix.significant',
    'Print with a format of your own: awk \'{ printf "%.2f\\n", $3 }\', or BEGIN { OFMT = CONVFMT = "%.15g" }.',
  ),
};

/** Both have the same digits after the point and are one unit of the last of them apart. */
function isLastDigit({ legacy, candidate }: CellPair): boolean {
  const [a, b] = [parseDecimal(legacy), parseDecimal(candidate)];
  if (a === undefined || b === undefined || a.scale !== b.scale || a.scale === 0) return false;
  return a.digits - b.digits === 1n || b.digits - a.digits === 1n;
}

/** Numbers that both sides rounded, each in its own way. */
export const LAST_DIGIT: CellRule = {
  parameters: { how: 'last digit' },
  strength: 'consistent',
  explains: (pair) => isLastDigit(pair) && !isFloatNoise(pair),
  cause: message(
    'explain.rounding.cause.last-digit',
    'numbers differ by one in their last digit: both sides round, in another way (half-even, half-up, truncated) or at another step of the computation',
  ),
  fix: message(
    'explain.rounding.fix.last-digit',
    'Round in one place and in one way, in the query of both sides; or declare a `tolerance` for the column.',
  ),
};
