import { z } from 'zod';

/** `nullWords`: texts that mean NULL here; they are equal to each other, and to nothing else. */
export const nullWords = {
  name: 'nullWords',
  schema: z
    .array(z.string())
    .min(1)
    .refine((words) => new Set(words).size === words.length, 'each word once')
    .describe('Texts that mean NULL, in quotes; "" is the empty cell'),
} as const;
