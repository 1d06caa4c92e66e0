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
    quiet: duration(
      'How long a file must have stood still, by its date where the clock of its host is known, before it is fetched; default 5s',
    ).optional(),
    growthWait: duration('How long a file that still changes, or that a process has open for writing, is waited for; default 10s').optional(),
    whileOpen: z.boolean().describe('Whether a file may be fetched while a process has it open for writing; default false').optional(),
  };
}

/** Exactly one of two settings must be there. */
export function oneOf<A extends string, B extends string>(one: A, other: B) {
  return (value: { readonly [K in A | B]?: unknown }, context: z.RefinementCtx): void => {
    if ((value[one] === undefined) === (value[other] === undefined))
      context.addIssue({ code: 'custom', path: [], message: `either \`${one}\` or \`${other}\`` });
  };
}
