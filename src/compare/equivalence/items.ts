import { z } from 'zod';
import type { ValueRule } from './rule.ts';

/** `items`: a cell that holds several items, whose order does not count. */
export const items: ValueRule<'items'> = {
  name: 'items',
  schema: z
    .strictObject({
      separator: z.string().min(1).describe('What stands between two items'),
      order: z.literal('any').describe('The order of the items does not count'),
      repeats: z.enum(['counted', 'ignored']).default('counted').describe('Whether an item that is repeated counts more than once'),
    })
    .describe('Several items in a cell, in any order'),
  reader({ items: declared }) {
    if (declared === undefined) return undefined;
    const { separator, repeats } = declared;
    return (text) => {
      const parts = text.split(separator);
      const kept = repeats === 'ignored' ? [...new Set(parts)] : parts;
      return kept
        .sort()
        .map((part) => `${part.length}:${part}`)
        .join('');
    };
  },
};
