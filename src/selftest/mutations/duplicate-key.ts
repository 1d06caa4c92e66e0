import { recordMutation } from '../kinds/record-mutation.ts';

/** A record has the key of the one beside it, and its own other cells: the number of records stays as it is. */
export const duplicateKey = recordMutation({
  id: 'duplicate-key',
  title: 'a row has the key of another one',
  check: 'duplicates',
  change: (records, record) => {
    const { columns, layout, count } = records;
    if (layout.key.length === 0 || count < 2) return undefined;
    const other = records.cells(record === 0 ? 1 : record - 1);
    const cells = records.cells(record).map((cell, column) => (layout.key.includes(columns[column] ?? '') ? (other[column] ?? cell) : cell));
    return records.withCells(record, cells);
  },
});
