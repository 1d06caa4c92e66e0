import { changedCell } from '../kinds/cell-mutation.ts';
import type { Mutation } from '../mutation.ts';
import type { RawRecords } from '../records/raw-records.ts';
import type { SubjectFile } from '../subject.ts';
import { otherValue } from './one-cell.ts';

/**
 * A further file of an output is wrong: its middle record has other values in every column but the key, so that no ignored column hides whether the file is looked at.
 * Without columns the record is missing, without records the second half of the file.
 */
export const furtherFile: Mutation = {
  id: 'further-file',
  title: 'another file of the output is wrong',
  applies: async (subject) =>
    subject.further().map(({ artifact, output, label, read }) => ({
      where: label,
      output,
      check: `keyed-rows: { output: ${output} }`,
      mutate: async (scratch) => scratch.replace(subject.pair, artifact, wrong(await read())),
    })),
};

function wrong({ bytes, records }: SubjectFile): Buffer {
  if (records === undefined || records.count === 0) return bytes.subarray(0, Math.floor(bytes.length / 2));
  const record = Math.floor(records.count / 2);
  const cells = records.columns.length === 0 ? [] : records.cells(record);
  const changed = cells.map((raw, column) => (isKey(records, column) ? raw : (changedCell(records, { record, column, raw }, otherValue) ?? raw)));
  return changed.some((cell, column) => cell !== cells[column]) ? records.withCells(record, changed) : records.with(record, Buffer.alloc(0));
}

function isKey({ layout, columns }: RawRecords, column: number): boolean {
  return layout.key.includes(columns[column] ?? '');
}
