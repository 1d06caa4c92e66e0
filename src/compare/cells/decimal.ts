const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
const PLAIN = /^[+-]?\d+(?:\.\d+)?$/;

/** Longer numbers, and larger exponents, are refused: nothing real needs them, and arithmetic on them takes long. */
const LONGEST = 200;
const LARGEST_EXPONENT = 100;

/** An exact decimal number: `digits` × 10^-`scale`. Several of them may have the same value. */
export interface Decimal {
  readonly digits: bigint;
  /** Digits after the point, at least 0. */
  readonly scale: number;
}

/** Reads `12`, `-0.50`, `.5`, `5.`, `1.5e-3`; undefined for anything else (blanks, thousands separators, NaN, over `longest` letters or an exponent over 100). */
export function parseDecimal(text: string, longest = LONGEST): Decimal | undefined {
  const match = text.length > longest ? null : DECIMAL.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const power = Number(exponent);
  if (whole + fraction === '' || Math.abs(power) > LARGEST_EXPONENT) return undefined;
  const magnitude = BigInt(whole + fraction);
  const scale = fraction.length - power;
  const digits = sign === '-' ? -magnitude : magnitude;
  return scale < 0 ? { digits: digits * 10n ** BigInt(-scale), scale: 0 } : { digits, scale };
}

/** The longest that a canonical text gets. */
export const LONGEST_CANONICAL = 2 * LONGEST + LARGEST_EXPONENT;

/** The one text of each value: no sign on zero, no zero at either end, no exponent. */
export function canonicalDecimal({ digits, scale }: Decimal): string {
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
  const whole = text.slice(0, text.length - scale);
  const fraction = text.slice(text.length - scale).replace(/0+$/, '');
  return `${digits < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** What becomes of the digits that have no room. `half-even` and `half-up` go to the nearest and differ where two are equally near; `truncated` goes towards zero. */
export type Rounding = 'half-even' | 'half-up' | 'truncated';

/** The same value with at most `scale` digits after the point: exact, or undefined when it has more and `round` is not given. */
export function toScale(value: Decimal, scale: number, round: Rounding | undefined): Decimal | undefined {
  if (value.scale <= scale) return value;
  const unit = 10n ** BigInt(value.scale - scale);
  const rest = value.digits % unit;
  const floor = value.digits / unit;
  if (rest === 0n) return { digits: floor, scale };
  if (round === undefined) return undefined;
  const twice = 2n * (rest < 0n ? -rest : rest);
  const away = round !== 'truncated' && (twice > unit || (twice === unit && (round === 'half-up' || floor % 2n !== 0n)));
  return { digits: away ? floor + (rest < 0n ? -1n : 1n) : floor, scale };
}

/** How far two numbers are apart, exactly. */
export function distanceOf(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  const [x, y] = [a, b].map((value) => value.digits * 10n ** BigInt(scale - value.scale)) as [bigint, bigint];
  return { digits: x > y ? x - y : y - x, scale };
}

/** Whether two numbers are at most `bound` apart, exactly. */
export function isWithin(a: Decimal, b: Decimal, bound: Decimal): boolean {
  const scale = Math.max(a.scale, b.scale, bound.scale);
  const [x, y, most] = [a, b, bound].map((value) => value.digits * 10n ** BigInt(scale - value.scale)) as [bigint, bigint, bigint];
  return (x > y ? x - y : y - x) <= most;
}

/** `share` of the size of `value`, exactly. */
export function shareOf(value: Decimal, share: Decimal): Decimal {
  const product = value.digits * share.digits;
  return { digits: product < 0n ? -product : product, scale: value.scale + share.scale };
}

/** Whether two decimal texts are at most `bound` (decimal text) apart, exactly. False when one of the three is no plain decimal number. */
export function withinDistance(a: string, b: string, bound: string): boolean {
  const [x, y, most] = [a, b, bound].map((text) => (PLAIN.test(text) ? parseDecimal(text) : undefined));
  return x !== undefined && y !== undefined && most !== undefined && isWithin(x, y, most);
}
