import { z } from 'zod';
import { day, name, text } from './fields.ts';

const FORM = /^(?:uuid|(?:hex|digits|token)(?: [1-9]\d{0,3})?)$/;

/** One allowance, as it is written. */
export const allowanceSchema = z
  .strictObject({
    id: name('Unique name'),
    target: z
      .strictObject({
        check: name('The check whose difference is accepted'),
        output: name('Only for this output').exactOptional(),
        kind: z
          .enum(['added', 'removed', 'changed', 'column', 'representation', 'value'])
          .describe('Only for differences of this kind')
          .exactOptional(),
        column: text('Only for this column').exactOptional(),
      })
      .describe('Which differences are accepted'),
    bound: z
      .strictObject({
        count: z.int().min(1).describe('The most differences that it covers; one more, and it covers none'),
        absolute: z
          .string()
          .regex(/^\d+(?:\.\d+)?$/, 'a decimal number in quotes, such as "0.01"')
          .describe('For numbers: the most that candidate may be away from legacy')
          .exactOptional(),
        seconds: z
          .string()
          .regex(/^\d+(?:\.\d+)?$/, 'a decimal number in quotes, such as "90"')
          .describe('For dates and times: the most seconds that candidate may be away from legacy')
          .exactOptional(),
        form: z
          .string()
          .regex(FORM, 'uuid, hex, digits or token, with a length or without: hex 32')
          .describe(
            'For generated ids: what both cells must be: uuid, or hex, digits or token (letters, digits, _ and -), with a length (hex 32) or without',
          )
          .exactOptional(),
      })
      .describe('How far it goes; an allowance without a bound hides what comes later'),
    reason: text('Why the difference is acceptable'),
    evidence: text('What was looked at: a ticket, a run id, a mail'),
    by: text('Who accepted it'),
    until: day('Last valid day, YYYY-MM-DD, in UTC'),
  })
  .describe('One difference that a person accepted');
