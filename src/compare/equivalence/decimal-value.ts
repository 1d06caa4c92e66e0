import { z } from 'zod';
import { canonicalDecimal, parseDecimal, toScale } from '../cells/decimal.ts';
import type { ValueRule } from './rule.ts';

/**
 * `decimal`: equal by value (`1.0`, `1.00`, `1e0`, `1`). With `digits`, a value with more digits after the point is none of this column, unless `round`
 * says that it may be rounded.
 */
export const decimalValue: ValueRule<'decimal'> = {
  name: 'decimal',
  schema: z
    .strictObject({
      digits: z.int().min(0).max(100).describe('Most digits after the point').exactOptional(),
      round: z.literal('half-even').describe('Round to `digits` before comparing; without it, a value with more digits is a finding').exactOptional(),
    })
    .refine((value) => value.round === undefined || value.digits !== undefined, { message: '`digits` beside `round`', path: ['round'] })
    .describe('Decimal numbers, equal by value'),
  reader({ decimal }) {
    if (decimal === undefined) return undefined;
    const { digits, round } = decimal;
    return (text) => {
      const value = parseDecimal(text);
      const scaled = value === undefined || digits === undefined ? value : toScale(value, digits, round);
      return scaled === undefined ? undefined : canonicalDecimal(scaled);
    };
  },
};
