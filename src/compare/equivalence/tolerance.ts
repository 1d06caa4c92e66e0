import { z } from 'zod';
import { canonicalDecimal, type Decimal, isWithin, LONGEST_CANONICAL, parseDecimal, shareOf } from '../cells/decimal.ts';
import type { ValueRule } from './rule.ts';

const bound = z.string().regex(/^\d+(?:\.\d+)?$/, 'a decimal number in quotes, such as "0.01"');

/**
 * `tolerance`: numbers that are at most so far apart. `absolute`: |candidate − legacy| ≤ it. `relative`: |candidate − legacy| ≤ it × |legacy|
 * (so nothing but zero is near zero). Exact arithmetic.
 */
export const tolerance: ValueRule<'tolerance'> = {
  name: 'tolerance',
  schema: z
    .strictObject({
      absolute: bound.describe('The most that candidate may be away from legacy').exactOptional(),
      relative: bound
        .refine((text) => /^0+(?:\.|$)/.test(text), 'a share below 1, such as "0.001"')
        .describe('The most that candidate may be away from legacy, as a share of legacy')
        .exactOptional(),
    })
    .refine((value) => (value.absolute === undefined) !== (value.relative === undefined), 'either `absolute` or `relative`')
    .describe('How far numbers may be apart'),
  reader({ tolerance: declared }) {
    if (declared === undefined) return undefined;
    return (text) => {
      const value = parseDecimal(text);
      return value === undefined ? undefined : canonicalDecimal(value);
    };
  },
  acceptance({ tolerance: declared }) {
    const most = declared === undefined ? undefined : parseDecimal(declared.absolute ?? declared.relative ?? '');
    if (declared === undefined || most === undefined) return undefined;
    const boundFor = declared.absolute === undefined ? (legacy: Decimal) => shareOf(legacy, most) : () => most;
    return (legacy, candidate) => {
      const [mine, theirs] = [parseDecimal(legacy, LONGEST_CANONICAL), parseDecimal(candidate, LONGEST_CANONICAL)];
      return mine !== undefined && theirs !== undefined && isWithin(mine, theirs, boundFor(mine));
    };
  },
};
