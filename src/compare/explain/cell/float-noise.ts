import { message } from '../../../model/message.ts';
import { type Decimal, distanceOf, parseDecimal } from '../../cells/decimal.ts';
import type { CellHypothesis, CellPair, CellRule } from '../hypothesis.ts';
import { significantDigits, ulpsApart } from './doubles.ts';

/** Sums in another order differ by some units in the last place. */
const MOST_ULPS = 16;
/** Long sums differ by more; beyond this it is a difference of its own. */
const ULPS_OF_SUMS = 4096;
/** So many zeros or nines stand between the digits that both numbers have and the noise of a long sum. */
const CLEAR_DIGITS = 4n;
/** From so many digits on, a single shows that it is none of the decimals that people write. */
const DIGITS_OF_SINGLE = 9;
/** A double is exact to 15 digits: shorter numbers are not noise of each other. */
const DIGITS = 15;
const INTEGER = /^[+-]?\d+$/;

/** Numbers that differ as floating point does: in the last bits, or because a long number was squeezed into a double or a single. */
export const floatNoise: CellHypothesis = {
  id: 'float-noise',
  propose: (sample) => {
    const near = sample.filter((pair) => ulpsOfNoise(pair) <= MOST_ULPS).length;
    const wide = near < sample.filter(isFloatNoise).length;
    return [...SQUEEZED, noiseRule(wide ? ULPS_OF_SUMS : MOST_ULPS)].filter((rule) => sample.some(rule.explains));
  },
};

/** Whether two decimal texts are so near that only the last bits of a double, or of a sum of doubles, tell them apart. */
export function isFloatNoise(pair: CellPair): boolean {
  return ulpsOfNoise(pair) <= ULPS_OF_SUMS;
}

/** How many units in the last place of a double two numbers are apart; infinite where that is no noise. */
function ulpsOfNoise({ legacy, candidate }: CellPair): number {
  const digits = [significantDigits(legacy), significantDigits(candidate)];
  if (Math.max(...digits) < DIGITS || (INTEGER.test(legacy) && INTEGER.test(candidate))) return Number.POSITIVE_INFINITY;
  const [a, b] = [parseDecimal(legacy), parseDecimal(candidate)];
  if (a === undefined || b === undefined) return Number.POSITIVE_INFINITY;
  const ulps = ulpsApart(Number(legacy), Number(candidate));
  return ulps <= MOST_ULPS || Math.min(...digits) >= DIGITS || isClear(a, b) ? ulps : Number.POSITIVE_INFINITY;
}

/** The one number is the other but for what comes behind some zeros or nines (30.7 and 30.70000000000024): no rounding of it. */
function isClear(a: Decimal, b: Decimal): boolean {
  const { digits, scale } = distanceOf(a, b);
  return digits * 10n ** (BigInt(Math.min(a.scale, b.scale)) + CLEAR_DIGITS) <= 10n ** BigInt(scale);
}

/** Whether one of the two texts is the other after it was a single, with digits that no rounding leaves (12.34 and 12.3400001525879). */
export function isOfSingle({ legacy, candidate }: CellPair): boolean {
  return (
    (significantDigits(candidate) >= DIGITS_OF_SINGLE && isSingle({ legacy, candidate })) ||
    (significantDigits(legacy) >= DIGITS_OF_SINGLE && isSingle({ legacy: candidate, candidate: legacy }))
  );
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

const SINGLE: Omit<CellRule, 'parameters' | 'explains'> = {
  strength: 'reproduces',
  evidence: { cells: 2, share: 0 },
  cause: message(
    'explain.float-noise.cause.single',
    'numbers went through a floating point type of 32 bits (real, float4, float32): 6 to 9 digits stay',
  ),
  fix: FIX,
};

const SQUEEZED: readonly CellRule[] = [
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
  { ...SINGLE, parameters: { precision: 'single' }, explains: isSingle },
  {
    ...SINGLE,
    parameters: { precision: 'single', side: 'legacy' },
    explains: (pair) => significantDigits(pair.legacy) >= DIGITS_OF_SINGLE && isSingle({ legacy: pair.candidate, candidate: pair.legacy }),
  },
];

function noiseRule(ulps: number): CellRule {
  return {
    parameters: { precision: 'double', ulps },
    strength: 'consistent',
    evidence: { cells: 1, share: 0 },
    explains: (pair) => ulpsOfNoise(pair) <= ulps,
    cause: message('explain.float-noise.cause.double', NOISE, { ulps }),
    fix: FIX,
  };
}

const NOISE =
  'numbers differ by at most {ulps} units in the last place of a double: sums are added in another order, or another version or libc prints floating point';
