import { type CellTuple, countColumns } from './cells.ts';
import { plantCells } from './plant.ts';
import type { Shape, Variant } from './write-tables.ts';

export const TASKS = ['count', 'multiset', 'diff', 'diff-shuffled', 'shifted'] as const;

/** What contenders are asked. */
export type TaskId = (typeof TASKS)[number];

/** What a contender prints, as one line of JSON. What it cannot tell it leaves out; what it tells must be right. */
export interface Answer {
  /** Records of both files. */
  readonly records?: readonly [legacy: number, candidate: number];
  /** Whether both hold the same records, in any order. */
  readonly equal?: boolean;
  readonly added?: number;
  readonly removed?: number;
  /** Differing cells by column. */
  readonly columns?: Readonly<Record<string, number>>;
  /** Sorted by key. Samples only where nearly all records differ. */
  readonly cells?: readonly CellTuple[];
  /** The cause that accounts for most. */
  readonly cause?: string;
  /** Lines that only one file has. */
  readonly lines?: number;
}

export interface Task {
  readonly id: TaskId;
  readonly title: string;
  readonly candidate: Variant;
  /** What is right, as far as contenders tell it. */
  readonly expected: (shape: Shape) => Answer;
}

const DIFF = { candidate: 'changed', expected: expectedCells } as const;

export const TASK_LIST: readonly Task[] = [
  { id: 'count', title: 'Record count of both', candidate: 'changed', expected: ({ records }) => ({ records: [records, records] }) },
  { id: 'multiset', title: 'Equality of both as multisets (shuffled)', candidate: 'same-shuffled', expected: () => ({ equal: true, lines: 0 }) },
  { id: 'diff', title: 'Keyed diff, changed cells listed', ...DIFF },
  { id: 'diff-shuffled', title: 'Keyed diff, candidate shuffled, changed cells listed', ...DIFF, candidate: 'shuffled' },
  {
    id: 'shifted',
    title: 'Every record differs in one column (nine hours): counts by column, samples; Twinrun also names the cause',
    candidate: 'shifted',
    expected: ({ records }) => ({ added: 0, removed: 0, columns: { updated_at: records }, cause: 'time-zone' }),
  },
];

function expectedCells({ seed, records, changedCells }: Shape): Answer {
  const cells = [...plantCells(seed, records, changedCells).values()].map(
    ({ key, column, legacy, candidate }): CellTuple => [key, column, legacy, candidate],
  );
  return { added: 0, removed: 0, columns: countColumns(cells), cells, lines: 2 * cells.length };
}
