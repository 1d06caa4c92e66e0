import { isDeepStrictEqual } from 'node:util';
import { nineHoursEarlier } from './record.ts';
import type { Answer, TaskId } from './task.ts';

/** What a contender's answer is worth: every figure that it tells must be right, and it must tell at least one. */
export type Mark = 'right' | 'wrong' | 'none';

export function markAnswer(task: TaskId, answer: Answer, expected: Answer): Mark {
  const fields = Object.keys(answer).filter((field): field is keyof Answer => answer[field as keyof Answer] !== undefined);
  if (fields.length === 0) return 'none';
  return fields.every((field) => (task === 'shifted' && field === 'cells' ? shiftedCells(answer) : isDeepStrictEqual(answer[field], expected[field])))
    ? 'right'
    : 'wrong';
}

/** Samples: any, but true ones. */
function shiftedCells({ cells = [] }: Answer): boolean {
  return cells.length > 0 && cells.every(([, column, legacy, candidate]) => column === 'updated_at' && nineHoursEarlier(legacy) === candidate);
}
