import { z } from 'zod';
import type { TextRule } from './rule.ts';

/** `trim: true`: white space at both ends does not count (Unicode's, with the ideographic space). */
export const trim: TextRule<'trim'> = {
  name: 'trim',
  schema: z.literal(true).describe('White space at both ends does not count'),
  normaliser: (declared) => (declared.trim === undefined ? undefined : (text) => text.trim()),
};
