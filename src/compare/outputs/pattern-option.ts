import { z } from 'zod';

/** A regular expression as a user writes it (JavaScript syntax, flag `u`); one that does not compile is refused where it stands. */
export const patternOption = z
  .string()
  .min(1)
  .superRefine((text, context) => {
    try {
      new RegExp(text, 'u');
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
    }
  });
