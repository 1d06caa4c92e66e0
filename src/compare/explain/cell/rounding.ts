import { message } from '../../../model/message.ts';
import { canonicalDecimal, type Decimal, parseDecimal, type Rounding, toScale } from '../../cells/decimal.ts';
import type { CellHypothesis, CellPair, CellRule } from '../hypothesis.ts';
import { isFloatNoise, isOfSingle } from './float-noise.ts';
import { LAST_DIGIT, SIGNIFICANT } from './rounded-digits.ts';

type Mode = Rounding | 'nearest' | 'ceiling' | 'floor';
type Finer = 'legacy' | 'candidate';
/** Scales that are tried, the most frequent first. */
const SCALES = 6;

/** Always to one direction, or with zeros in the place of digits: so few fit by chance. */
const RARE = { cells: 3, share: 0.5 };

/** Numbers that one side rounds: half-even, half-up, truncated, up or down, at so many digits after the point; or both sides, each in its own way. */
export const rounding: CellHypothesis = {
  id: 'rounding',
  propose: (sample) => {
    const rules = (['legacy', 'candidate'] as const).flatMap((finer) => scalesOf(sample, finer).flatMap((digits) => modesOf(sample, finer, digits)));
    return [...rules, SIGNIFICANT, LAST_DIGIT].filter((rule) => sample.some(rule.explains));
  },
};

/** How many digits after the point the coarser side has, also where it fills them up with zeros. */
function scalesOf(sample: readonly CellPair[], finer: Finer): readonly number[] {
  const counts = new Map<number, number>();
  for (const pair of sample) {
    const [fine, coarse] = read(pair, finer);
    if (fine === undefined || coarse === undefined || fine.scale < coarse.scale) continue;
    const scale = fine.scale > coarse.scale ? coarse.scale : scaleOf(coarse);
    if (scale < fine.scale) counts.set(scale, (counts.get(scale) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a, x], [b, y]) => y - x || b - a)
    .slice(0, SCALES)
    .map(([scale]) => scale);
}

/** Both ways to the nearest are one, unless the sample tells them apart. */
function modesOf(sample: readonly CellPair[], finer: Finer, digits: number): readonly CellRule[] {
  const rule = (mode: Mode) => ruleOf(sample, finer, digits, mode);
  const [even, up] = [rule('half-even'), rule('half-up')];
  const told = sample.some((pair) => even.explains(pair) !== up.explains(pair));
  return [...(told ? [even, up] : [rule('nearest')]), rule('truncated'), rule('ceiling'), rule('floor')];
}

/** Digits after the point without the zeros at the end. */
function scaleOf(value: Decimal): number {
  return parseDecimal(canonicalDecimal(value), Number.POSITIVE_INFINITY)?.scale ?? value.scale;
}

function ruleOf(sample: readonly CellPair[], finer: Finer, digits: number, mode: Mode): CellRule {
  const side = finer === 'legacy' ? 'candidate' : 'legacy';
  const values = { side, digits, mode: SAID[mode] ?? `rounded ${mode}` };
  const rounded = (pair: CellPair) => isRounded(read(pair, finer), digits, mode) && !isFloatNoise(pair) && !isOfSingle(pair);
  const fitting = sample.filter(rounded);
  const exact = (pair: CellPair) => isExact(read(pair, finer), digits);
  // Beside numbers that were rounded, those that had no more digits anyhow and lost their zeros have the same cause.
  const withExact = fitting.length >= 2 && fitting.length * FEW_ROUNDED >= sample.filter(exact).length;
  const padded = fitting.every((pair) => scaleOfSide(pair, finer) === scaleOfSide(pair, side));
  return {
    parameters: { side, digits, mode },
    strength: 'reproduces',
    ...(padded || mode === 'ceiling' || mode === 'floor' ? { evidence: RARE } : {}),
    explains: withExact ? (pair) => rounded(pair) || exact(pair) : rounded,
    cause: message('explain.rounding.cause', CAUSE, values),
    fix: message('explain.rounding.fix', FIX, { digits }),
  };
}

const SAID: Readonly<Partial<Record<Mode, string>>> = {
  nearest: 'rounded to the nearest',
  truncated: 'truncated',
  ceiling: 'rounded up, whatever the digits that follow',
  floor: 'rounded down, whatever the digits that follow',
};
/** One of so many at least is rounded, so that it is no chance. */
const FEW_ROUNDED = 20;

function scaleOfSide(pair: CellPair, side: Finer): number | undefined {
  return parseDecimal(pair[side])?.scale;
}

type Read = readonly [fine: Decimal | undefined, coarse: Decimal | undefined];

function read({ legacy, candidate }: CellPair, finer: Finer): Read {
  const [fine, coarse] = finer === 'legacy' ? [legacy, candidate] : [candidate, legacy];
  return [parseDecimal(fine), parseDecimal(coarse)];
}

function isRounded([fine, coarse]: Read, digits: number, mode: Mode): boolean {
  if (fine === undefined || coarse === undefined || toScale(fine, digits, undefined) !== undefined) return false;
  const value = canonicalDecimal(coarse);
  return roundings(fine, digits, mode).some((one) => value === canonicalDecimal(one));
}

/** What a number with more digits becomes; both neighbours where the mode leaves open which. */
function roundings(fine: Decimal, digits: number, mode: Mode): readonly Decimal[] {
  if (mode === 'ceiling' || mode === 'floor') {
    const cut = toScale(fine, digits, 'truncated') ?? fine;
    const away = mode === 'ceiling' ? fine.digits > 0n : fine.digits < 0n;
    return [away ? { ...cut, digits: cut.digits + (mode === 'ceiling' ? 1n : -1n) } : cut];
  }
  const modes: readonly Rounding[] = mode === 'nearest' ? ['half-up', 'half-even'] : [mode];
  return modes.map((one) => toScale(fine, digits, one) ?? fine);
}

/** The same number, of which the coarser side left out zeros that have no room. */
function isExact([fine, coarse]: Read, digits: number): boolean {
  if (fine === undefined || coarse === undefined || fine.scale <= digits || coarse.scale > digits) return false;
  return canonicalDecimal(fine) === canonicalDecimal(coarse);
}

const CAUSE =
  'numbers are {mode} at {digits} digits after the point in {side}: the two sides compute or print with other types (SQL numeric rounds half away from zero, float8 and printf half to even, bc and integer casts truncate)';

const FIX =
  'Round in one place and in one way, in the query of both sides: round(amount::numeric, {digits}); or declare `decimal` with `digits` and `round`, or a `tolerance`.';
