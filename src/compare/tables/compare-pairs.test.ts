import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { csvFormat, type TableSource } from '../csv/csv-format.ts';
import { SequentialReader } from '../csv/record-reader.ts';
import { comparePairs } from './compare-pairs.ts';
import { DifferenceSink } from './difference-sink.ts';
import { PairList } from './pair-list.ts';

const folder = temporaryFolder();
const columns = [
  { name: 'id', legacy: 0, candidate: 0 },
  { name: 'v', legacy: 1, candidate: 1 },
];

function table(name: string, text: string): TableSource {
  const file = join(folder, name);
  writeFileSync(file, text);
  return { file, format: csvFormat.config.parse({}) };
}

/** Compares the first records of two tables as a pair, as a plan by hashes would. */
async function firstPair(legacy: TableSource, candidate: TableSource) {
  const pairs = new PairList();
  pairs.add(0, 0);
  const sink = new DifferenceSink(10);
  const plan = { pairs, added: new Uint32Array(), duplicates: { legacy: 0, candidate: 0, unequal: 0 } };
  const readers = { legacy: new SequentialReader(legacy), candidate: new SequentialReader(candidate) };
  const sizes = { holdRecords: 10, listRecords: 10 };
  const figures = await comparePairs({ legacy, candidate, columns, key: columns.slice(0, 1), plan, ...sizes, sink, readers, verifyKeys: true });
  return { figures, listed: sink.result.differences.listed.map(({ difference }) => difference) };
}

it('makes of a pair whose keys only have the same hash a removed and an added record', async () => {
  const { figures, listed } = await firstPair(table('a.csv', 'id,v\n1,x\n'), table('b.csv', 'id,v\n2,x\n'));
  expect(figures).toMatchObject({ changed: 0, cells: 0, split: 1 });
  expect(listed).toEqual([
    { kind: 'removed', key: ['1'], record: { legacy: 1 } },
    { kind: 'added', key: ['2'], record: { candidate: 1 } },
  ]);
});

it('compares the cells of a pair', async () => {
  const { figures, listed } = await firstPair(table('c.csv', 'id,v\n1,x\n'), table('d.csv', 'id,v\n1,y\n'));
  expect(figures).toMatchObject({ changed: 1, cells: 1, split: 0 });
  expect(listed).toMatchObject([{ kind: 'changed', column: 'v', legacy: { text: 'x' }, candidate: { text: 'y' } }]);
});

it('takes a planned pair that shows no difference for a file that changed meanwhile', async () => {
  await expect(firstPair(table('e.csv', 'id,v\n1,x\n'), table('f.csv', 'id,v\n1,x\n'))).rejects.toMatchObject({ code: 'compare.file-changed' });
});
