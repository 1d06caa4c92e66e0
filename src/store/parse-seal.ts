import { z } from 'zod';
import type { Seal } from '../model/run.ts';

const SEAL = z.strictObject({
  schema: z.literal('twinrun.seal/1'),
  run: z.string().min(1),
  sealedAt: z.iso.datetime(),
  files: z.array(
    z.strictObject({
      path: z.string().refine(staysInside, 'leaves the run folder'),
      size: z.int().nonnegative(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});

/** The content of `seal.json`, or, in words, why it is none. */
export function parseSeal(text: string): Seal | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'not JSON';
  }
  const parsed = SEAL.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
  }
  const paths = parsed.data.files.map((file) => file.path);
  if (new Set(paths).size !== paths.length) return 'a file is named twice';
  return parsed.data;
}

/** Whether a path (relative, `/`) of a run leads to a place below its folder. */
export function staysInside(path: string): boolean {
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && !part.includes('\0'));
}
