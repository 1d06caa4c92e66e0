import { readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { countBoth, countRows } from '../csv/count-rows.ts';
import { csvFormat, type TableSource } from '../csv/csv-format.ts';
import { CsvReader } from '../csv/csv-reader.ts';
import { openTable } from '../csv/open-table.ts';
import { compareTables } from '../tables/compare-tables.ts';
import { KernelTable } from './kernel-table.ts';

const folder = temporaryFolder();
const format = csvFormat.config.parse({});

function table(name: string, text: string): TableSource {
  const file = join(folder, name);
  writeFileSync(file, text);
  return { file, format };
}

/** More than 4 MiB, with a quoted line end here and there. */
function large(name: string, change: (line: string, index: number) => string = (line) => line): TableSource {
  const lines = Array.from({ length: 60_000 }, (_, index) =>
    change(`${index},"name ${index % 9 === 0 ? '\n' : ''}of, ${index}",${'x'.repeat(60)},`, index),
  );
  return table(name, `id,name,text,none\n${lines.join('\n')}\n`);
}

async function all<T>(batches: AsyncIterable<readonly T[]>): Promise<T[]> {
  const found: T[] = [];
  for await (const batch of batches) found.push(...batch);
  return found;
}

it('is taken for large files, and csv-parse for small ones', async () => {
  const small = table('small.csv', 'id\n1\n');
  expect((await compareTables(small, small, { key: ['id'] })).engine).toBe('text');
  const result = await compareTables(
    large('a.csv'),
    large('b.csv', (line, index) => (index === 31_234 ? `${line}1` : line)),
    { key: ['id'] },
  );
  expect(result).toMatchObject({ engine: 'kernel', legacy: { rows: 60_000 }, changed: 1, cells: 1 });
  expect(result.differences.listed[0]?.difference).toMatchObject({
    key: ['31234'],
    column: 'none',
    legacy: { text: '' },
    candidate: { text: '1' },
    record: { legacy: 31_235, candidate: 31_235 },
  });
});

it('reads a large table as csv-parse does, also by a stream', async () => {
  const source = large('stream.csv', (line, index) => (index === 5 ? '1,2' : line));
  const { table: fast } = await openTable(source);
  expect(fast).toBeInstanceOf(KernelTable);
  const slow = new CsvReader(source);
  const [mine, theirs] = [await all(fast.batches()), await all(slow.batches())];
  expect(mine).toEqual(theirs);
  expect({ ...fast.facts, quotingOf: [0, 1, 2, 3].map(fast.facts.quotingOf) }).toEqual({
    ...slow.facts,
    quotingOf: [0, 1, 2, 3].map(slow.facts.quotingOf),
  });
  expect([fast.rows, fast.header, fast.problems]).toEqual([slow.rows, slow.header, slow.problems]);
});

it('leaves a malformed file to csv-parse, which says what is wrong', async () => {
  const broken = large('broken.csv', (line, index) => (index === 40_000 ? '40000,"a"b,c,d' : line));
  const result = await compareTables(broken, large('fine.csv'), { key: ['id'] });
  expect(result).toMatchObject({ engine: 'text', compared: false });
  expect(result.findings.map(({ id }) => id)).toEqual(['csv.malformed-quotes']);
  expect((await countRows(broken, 'legacy')).findings.map(({ id }) => id)).toEqual(['csv.malformed-quotes']);
});

it('counts a large file by structure, and says where records are ragged', async () => {
  expect(await countRows(large('count.csv'), 'legacy')).toEqual({ rows: 60_000, findings: [] });
  const other = large('other.csv', (line, index) => (index === 7 ? `${line}\n${line}` : line));
  expect(await countBoth(large('count.csv'), other)).toEqual({ legacy: { rows: 60_000, findings: [] }, candidate: { rows: 60_001, findings: [] } });
  const torn = large('torn.csv', (line, index) => (index === 59_998 ? '1,2' : line));
  const ragged = { rows: 60_000, findings: [{ id: 'csv.ragged-record' }] };
  expect(await countRows(torn, 'legacy')).toMatchObject(ragged);
  expect(await countBoth(other, torn)).toMatchObject({ legacy: { rows: 60_001, findings: [] }, candidate: ragged });
});

it('stops when it is cancelled, and leaves nothing behind', async () => {
  // In no order, so that rows are put aside.
  const source = large('cancel.csv', (line, index) => line.replace(/^\d+/, String((index * 7919) % 60_000)));
  const controller = new AbortController();
  // Others may compare in the usual place at the same time.
  const place = temporaryFolder();
  vi.stubEnv('TMPDIR', place);
  const under = () => readdirSync(place);
  const kernelSizes = { pieceBytes: 20_000, blockBytes: 64 };
  const result = compareTables(source, source, { key: ['id'], engine: 'kernel', memoryBytes: 1, signal: controller.signal, kernelSizes });
  // As soon as threads are at work.
  const waiting = setInterval(() => under().length > 0 && controller.abort(), 1);
  await expect(result.finally(() => clearInterval(waiting))).rejects.toMatchObject({ code: 'compare.cancelled' });
  expect(under()).toEqual([]);
  vi.unstubAllEnvs();
});

it('notices a file that changed between its readings', async () => {
  const source = large('changing.csv');
  const { table: fast, again } = await openTable(source);
  expect(fast.rows).toBe(60_000);
  truncateSync(source.file, 3_000_000);
  const reader = again();
  const read: number[] = [];
  await reader.read(Uint32Array.of(1, 2, 59_000), ({ number }) => read.push(number));
  await reader.close();
  expect(read).toEqual([2, 3]);
  await expect(all(fast.batches())).rejects.toMatchObject({ code: 'compare.file-changed' });
});
