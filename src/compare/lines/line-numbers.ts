import type { TableSource } from '../csv/csv-format.ts';
import { CsvReader } from '../csv/csv-reader.ts';
import { grown, type HashIndex } from '../tables/hash-index.ts';
import { digest } from '../tables/record-hash.ts';

/** The lines of a text, each as a number that stands for what it says; and the reader, which has read it all. */
export interface NumberedLines {
  readonly numbers: Uint32Array;
  readonly reader: CsvReader;
}

/** Numbers the lines of one side; `index` gives the same number to the same line on both. Holds 4 bytes a line beside the index. */
export async function numberLines(source: TableSource, index: HashIndex, signal?: AbortSignal): Promise<NumberedLines> {
  const reader = new CsvReader(source, signal);
  let numbers = new Uint32Array(1 << 10);
  let count = 0;
  for await (const records of reader.batches()) {
    for (const { cells } of records) {
      if (count === numbers.length) numbers = grown(numbers);
      numbers[count++] = index.intern(digest(cells[0] ?? ''));
    }
  }
  return { numbers: numbers.subarray(0, count), reader };
}
