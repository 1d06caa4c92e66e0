import { z } from 'zod';
import { TwinrunError } from '../model/error.ts';
import { grouped } from '../runtime/text.ts';

/** How many files a pattern or a prefix may find, where the scenario does not say. */
const MAX_FILES = 1_000;

/** Settings of every collector that may bring several files home. */
export const limitFields = {
  maxBytes: z.int().min(1).describe('The most bytes that all files of the output may have together; default: no limit').optional(),
  maxFiles: z.int().min(1).max(100_000).describe(`The most files that a pattern or a prefix may find; default ${MAX_FILES}`).optional(),
};

export interface Limits {
  readonly maxBytes?: number | undefined;
  readonly maxFiles?: number | undefined;
}

/** Throws `collect.too-many`. */
export function limitFiles(source: string, count: number, { maxFiles = MAX_FILES }: Limits): void {
  if (count <= maxFiles) return;
  throw new TwinrunError({
    code: 'collect.too-many',
    message: `${source} finds more files than an output may have`,
    expected: `at most ${grouped(maxFiles)}`,
    received: `${grouped(count)} or more`,
    fix: 'Make it narrower (with {{date}}), or set `maxFiles` where so many are meant.',
  });
}

/** Throws `collect.too-large`, before anything of it is fetched. `bytes`: of all files together. */
export function limitBytes(source: string, bytes: number, { maxBytes = Number.POSITIVE_INFINITY }: Limits): void {
  if (bytes <= maxBytes) return;
  throw new TwinrunError({
    code: 'collect.too-large',
    message: `${source} is larger than this output may be`,
    expected: `at most ${grouped(maxBytes)} bytes`,
    received: `${grouped(bytes)} bytes`,
    fix: 'Find out why the batch writes so much; or raise `maxBytes`, where that is meant.',
  });
}
