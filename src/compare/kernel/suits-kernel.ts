import { statSync } from 'node:fs';
import type { TableSource } from '../csv/csv-format.ts';

/** Below this the start of threads costs more than it saves. Bytes of all files together. */
const WORTH = 4 << 20;

/** Whether files are large enough for the kernel, and nothing is known to be wrong with them. A file that cannot be looked at is left to the careful reader. */
export function suitsKernel(sources: readonly TableSource[]): boolean {
  return unspoilt(sources) && sources.reduce((sum, { file }) => sum + sizeOf(file), 0) >= WORTH;
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}

/** Whether none had problems when it was prepared. */
export function unspoilt(sources: readonly TableSource[]): boolean {
  return sources.every(({ origin }) => (origin?.problems.length ?? 0) === 0);
}
