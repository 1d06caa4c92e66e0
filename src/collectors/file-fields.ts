import { z } from 'zod';
import { duration } from '../scenario/fields.ts';
import { limitFields } from './limits.ts';

/** Settings that `sftp` and `file` have in common. `where` completes "File …". */
export function fileFields(where: string) {
  return {
    path: z.string().min(1).describe(`File ${where}. May hold {{date}}`).optional(),
    glob: z
      .string()
      .min(1)
      .describe(`In place of \`path\`: pattern of several files ${where}, such as "out/{{date}}/*.csv"; both sides' files are matched by their names`)
      .optional(),
    ...limitFields,
    growthWait: duration('How long a file that still grows is waited for; default 10s').optional(),
  };
}

/** Exactly one of two settings must be there. */
export function oneOf<A extends string, B extends string>(one: A, other: B) {
  return (value: { readonly [K in A | B]?: unknown }, context: z.RefinementCtx): void => {
    if ((value[one] === undefined) === (value[other] === undefined))
      context.addIssue({ code: 'custom', path: [], message: `either \`${one}\` or \`${other}\`` });
  };
}
