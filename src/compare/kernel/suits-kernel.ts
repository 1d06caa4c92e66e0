import { stat } from 'node:fs/promises';
import type { TableSource } from '../csv/csv-format.ts';

/** Below this the start of threads costs more than it saves. Bytes of all files together. */
const WORTH = 4 << 20;

/** Whether files are large enough for the kernel, and nothing is known to be wrong with them. A file that cannot be looked at is left to the careful reader. */
export async function suitsKernel(sources: readonly TableSource[]): Promise<boolean> {
  if (!unspoilt(sources)) return false;
  const sizes = await Promise.all(sources.map(async ({ file }) => (await stat(file).catch(() => undefined))?.size ?? 0));
  return sizes.reduce((sum, size) => sum + size, 0) >= WORTH;
}

/** Whether none had problems when it was prepared. */
export function unspoilt(sources: readonly TableSource[]): boolean {
  return sources.every(({ origin }) => (origin?.problems.length ?? 0) === 0);
}
