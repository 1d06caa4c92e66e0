import { z } from 'zod';
import type { TextRule } from './rule.ts';

/** `case: fold`: upper and lower case do not count, in no particular language. By way of upper case, so that `ß` meets `SS` and both sigmas meet. */
export const caseFold: TextRule<'case'> = {
  name: 'case',
  schema: z.literal('fold').describe('Upper and lower case do not count'),
  normaliser: (declared) => (declared.case === undefined ? undefined : (text) => text.toUpperCase().toLowerCase()),
};
