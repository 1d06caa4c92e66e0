import { z } from 'zod';
import type { TextRule } from './rule.ts';

/** `width: nfkc`: full and half width, and whatever else Unicode calls compatible, count as equal (Unicode Standard Annex 15). */
export const width: TextRule<'width'> = {
  name: 'width',
  schema: z.literal('nfkc').describe('Fold full and half width by NFKC'),
  normaliser: (declared) => (declared.width === undefined ? undefined : (text) => text.normalize('NFKC')),
};
