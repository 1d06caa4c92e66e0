import { type CellChange, cellMutation } from '../kinds/cell-mutation.ts';
import { textOf } from '../records/raw-records.ts';

/** A value of the same column of another record: it has the right form and is wrong. Keys get a letter more. */
export const otherValue: CellChange = ({ text, raw, column, record, isKey, records }, write) => {
  if (isKey) return write(`${text}x`);
  for (let step = 1; step <= Math.min(50, records.count - 1); step += 1) {
    const other = records.cells((record + step) % records.count)[column];
    if (other !== undefined && other !== raw && textOf(other, records.layout) !== '') return other;
  }
  return write(`${text}x`);
};

export const oneCell = cellMutation({ id: 'one-cell', title: 'one cell has another value', change: otherValue });
