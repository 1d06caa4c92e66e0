import { message } from '../../../model/message.ts';
import { parseDecimal } from '../../cells/decimal.ts';
import type { CellHypothesis, CellPair, CellRule } from '../hypothesis.ts';
import { significantDigits, ulpsApart } from './doubles.ts';

/** Sums in another order differ by some units in the last place; more than this is a difference of its own. */
const MOST_ULPS = 16;
/** A double is exact to 15 digits: shorter numbers are not noise of each other. */
const DIGITS = 15;
const INTEGER = /^[+-]?\d+$/;

/** Numbers that differ as floating point does: in the last bits, or because a long number was squeezed into a double or a single. */
export const floatNoise: CellHypothesis = {
  id: 'float-noise',
  propose: (sample) => RULES.filter((rule) => sample.some(rule.explains)),
};

/** Whether two decimal texts are so near that only the last bits of a double tell them apart. */
export function isFloatNoise({ legacy, candidate }: CellPair): boolean {
  if (
    !isNumber(legacy) ||
    !isNumber(candidate) ||
    Math.max(significantDigits(legacy), significantDigits(candidate)) < DIGITS ||
    (INTEGER.test(legacy) && INTEGER.test(candidate))
  )
    return false;
  return ulpsApart(Number(legacy), Number(candidate)) <= MOST_ULPS;
}

/** Whether the candidate is legacy's long integer after it was a double (9007199254740993 becomes …992). */
function isDoubleOfInteger({ legacy, candidate }: CellPair): boolean {
  if (!INTEGER.test(legacy) || !INTEGER.test(candidate) || !isNumber(legacy) || significantDigits(legacy) <= DIGITS) return false;
  const double = Number(legacy);
  return !Number.isSafeInteger(double) && (candidate === BigInt(double).toString() || candidate === String(double));
}

/** Whether the candidate is legacy's number after it was a single (IEEE 754 binary32), printed with as many digits as it has. */
function isSingle({ legacy, candidate }: CellPair): boolean {
  if (!isNumber(legacy) || !isNumber(candidate)) return false;
  const digits = significantDigits(candidate);
  if (digits < 6 || digits > 17) return false;
  const single = Math.fround(Number(legacy));
  return single !== Number(legacy) && Number(single.toPrecision(digits)) === Number(candidate) && Number(candidate) !== Number(legacy);
}

function isNumber(text: string): boolean {
  return parseDecimal(text) !== undefined;
}

const FIX = message(
  'explain.float-noise.fix',
  'Use exact types from the query to the file (numeric, Decimal, text for ids) and round once at the end: round(sum(amount)::numeric, 2); or declare a `tolerance` for the column.',
);

const RULES: readonly CellRule[] = [
  {
    parameters: { precision: 'double', how: 'integers' },
    strength: 'reproduces',
    explains: isDoubleOfInteger,
    cause: message(
      'explain.float-noise.cause.integers',
      'integers above 2^53 went through a double (JSON, a spreadsheet, awk) and lost their last digits',
    ),
    fix: FIX,
  },
  {
    parameters: { precision: 'single' },
    strength: 'reproduces',
    evidence: { cells: 2, share: 0 },
    explains: isSingle,
    cause: message(
      'explain.float-noise.cause.single',
      'numbers went through a floating point type of 32 bits (real, float4, float32): 6 to 9 digits stay',
    ),
    fix: FIX,
  },
  {
    parameters: { precision: 'double', ulps: MOST_ULPS },
    strength: 'consistent',
    evidence: { cells: 1, share: 0 },
    explains: isFloatNoise,
    cause: message(
      'explain.float-noise.cause.double',
      'numbers differ by at most {ulps} units in the last place of a double: sums are added in another order, or another version or libc prints floating point',
      { ulps: MOST_ULPS },
    ),
    fix: FIX,
  },
];
