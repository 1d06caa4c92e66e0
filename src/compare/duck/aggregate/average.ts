import { type Decimal, isWithin, parseDecimal } from '../../cells/decimal.ts';

/** An average as what it is made of, so that nothing is rounded before it is compared. */
export interface Average {
  readonly sum: Decimal;
  readonly count: bigint;
}

/** Digits after the point of the sum's own that are shown. */
const MORE_DIGITS = 6;

/** Undefined where there are no values. Both as DuckDB writes them. */
export function averageOf(sum: string | null, count: string | null): Average | undefined {
  const total = parseDecimal(sum ?? '');
  return total === undefined || count === null || count === '0' ? undefined : { sum: total, count: BigInt(count) };
}

/** Whether two averages are at most `bound` apart, exactly. */
export function averagesWithin(a: Average, b: Average, bound: Decimal): boolean {
  const crossed = (value: Decimal, by: bigint): Decimal => ({ digits: value.digits * by, scale: value.scale });
  return isWithin(crossed(a.sum, b.count), crossed(b.sum, a.count), crossed(bound, a.count * b.count));
}

/** The average as a decimal, cut off some digits behind those of its values. */
export function averageText({ sum, count }: Average): string {
  const scale = sum.scale + MORE_DIGITS;
  const digits = (sum.digits * 10n ** BigInt(MORE_DIGITS)) / count;
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
  return `${digits < 0n ? '-' : ''}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}
