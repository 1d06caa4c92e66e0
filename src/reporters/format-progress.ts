import { grouped } from '../runtime/text.ts';
import type { StepState } from './run-state.ts';

/** How far a step is: `12,345 rows`, `1.5 MB of 3.0 MB (50 %)`. */
export function formatProgress({ done, total, unit }: NonNullable<StepState['progress']>): string {
  const amount = (value: number) => (unit === 'bytes' ? bytesText(value) : grouped(value));
  const word = unit === 'bytes' ? '' : ` ${unit}`;
  if (total === undefined || total <= 0) return `${amount(done)}${word}`;
  return `${amount(done)} of ${amount(total)}${word} (${Math.floor((done / total) * 100)} %)`;
}

function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const power = Math.min(4, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(1)} ${'kMGT'[power - 1] ?? ''}B`;
}
