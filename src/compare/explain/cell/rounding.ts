import { message } from '../../../model/message.ts';
import { canonicalDecimal, type Decimal, parseDecimal, type Rounding, toScale } from '../../cells/decimal.ts';
import type { CellHypothesis, CellPair, CellRule } from '../hypothesis.ts';
import { significantDigits } from './doubles.ts';
import { isFloatNoise } from './float-noise.ts';

type Mode = Rounding | 'nearest';
type Finer = 'legacy' | 'candidate';
/** What C's printf %g, and with it awk's print, keeps of a number. */
const AWK_DIGITS = 6;
/** Scales that are tried, the most frequent first. */
const SCALES = 6;

/** Numbers that one side rounds: half-even, half-up or truncated, at so many digits after the point; or both sides, each in its own way. */
export const rounding: CellHypothesis = {
  id: 'rounding',
  propose: (sample) => {
    const rules = (['legacy', 'candidate'] as const).flatMap((finer) => scalesOf(sample, finer).flatMap((digits) => modesOf(sample, finer, digits)));
    return [...rules, SIGNIFICANT, LAST_DIGIT].filter((rule) => sample.some(rule.explains));
  },
};

/** How many digits after the point the coarser side has. */
function scalesOf(sample: readonly CellPair[], finer: Finer): readonly number[] {
  const counts = new Map<number, number>();
  for (const pair of sample) {
    const [fine, coarse] = read(pair, finer);
    if (fine !== undefined && coarse !== undefined && fine.scale > coarse.scale) counts.set(coarse.scale, (counts.get(coarse.scale) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a, x], [b, y]) => y - x || b - a)
    .slice(0, SCALES)
    .map(([scale]) => scale);
}

/** Both ways to the nearest are one, unless the sample tells them apart. */
function modesOf(sample: readonly CellPair[], finer: Finer, digits: number): readonly CellRule[] {
  const rules = { even: ruleOf(finer, digits, 'half-even'), up: ruleOf(finer, digits, 'half-up'), cut: ruleOf(finer, digits, 'truncated') };
  const told = sample.some((pair) => rules.even.explains(pair) !== rules.up.explains(pair));
  return told ? [rules.even, rules.up, rules.cut] : [ruleOf(finer, digits, 'nearest'), rules.cut];
}

function ruleOf(finer: Finer, digits: number, mode: Mode): CellRule {
  const side = finer === 'legacy' ? 'candidate' : 'legacy';
  const values = { side, digits, mode: mode === 'nearest' ? 'rounded to the nearest' : mode === 'truncated' ? mode : `rounded ${mode}` };
  return {
    parameters: { side, digits, mode },
    strength: 'reproduces',
    explains: (pair) => isRounded(read(pair, finer), digits, mode) && !isFloatNoise(pair),
    cause: message('explain.rounding.cause', CAUSE, values),
    fix: message('explain.rounding.fix', FIX, { digits }),
  };
}

type Read = readonly [fine: Decimal | undefined, coarse: Decimal | undefined];

function read({ legacy, candidate }: CellPair, finer: Finer): Read {
  const [fine, coarse] = finer === 'legacy' ? [legacy, candidate] : [candidate, legacy];
  return [parseDecimal(fine), parseDecimal(coarse)];
}

function isRounded([fine, coarse]: Read, digits: number, mode: Mode): boolean {
  if (fine === undefined || coarse === undefined || toScale(fine, digits, undefined) !== undefined) return false;
  const modes: readonly Rounding[] = mode === 'nearest' ? ['half-up', 'half-even'] : [mode];
  const value = canonicalDecimal(coarse);
  return modes.some((one) => value === canonicalDecimal(toScale(fine, digits, one) ?? fine));
}

const CAUSE =
  'numbers are {mode} at {digits} digits after the point in {side}: the two sides compute or print with other types (SQL numeric rounds half away from zero, float8 and printf half to even, bc and integer casts truncate)';

const FIX =
  'Round in one place and in one way, in the query of both sides: round(amount::numeric, {digits}); or declare `decimal` with `digits` and `round`, or a `tolerance`.';

/** The candidate has no more than six significant digits and is legacy's number to that precision. */
function isSignificant({ legacy, candidate }: CellPair): boolean {
  if (parseDecimal(legacy) === undefined || parseDecimal(candidate) === undefined) return false;
  if (significantDigits(candidate) > AWK_DIGITS || significantDigits(legacy) <= AWK_DIGITS) return false;
  return Number(legacy) !== Number(candidate) && Number(Number(legacy).toPrecision(AWK_DIGITS)) === Number(candidate);
}

const SIGNIFICANT: CellRule = {
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

const LAST_DIGIT: CellRule = {
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
