import type { DiffDocument } from '../compare/diff/diff-document.ts';
import { type CellTuple, sortCells } from './cells.ts';
import type { Answer } from './task.ts';

/** What `twinrun diff --json` found, as an answer. */
export function cellsOf({ added, removed, columns, differences, explanations }: DiffDocument): Answer {
  const changed = differences.filter(({ kind }) => kind === 'changed');
  const cells = changed.map(({ key, column, legacy, candidate }): CellTuple => [key?.[0] ?? '', column ?? '', legacy ?? '', candidate ?? '']);
  const [first] = explanations ?? [];
  return { added, removed, columns, cells: sortCells(cells), ...(first === undefined ? {} : { cause: first.id }) };
}
