import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanAlone } from '../../testing/scan-alone.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { csvFormat } from '../csv/csv-format.ts';
import { CsvReader } from '../csv/csv-reader.ts';
import type { CsvRecord } from '../csv/csv-record.ts';
import { KernelReader } from './kernel-reader.ts';
import type { Answer, ScanReport, ScanTask } from './scan-task.ts';

const folder = temporaryFolder();
const format = csvFormat.config.parse({});
const file = join(folder, 'any.csv');
const source = { file, format };

/** Mostly the bytes that mean something, so that nearly every combination of them occurs. */
const byte = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...[...',"\n\ra'].map((text) => text.charCodeAt(0))) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 255 }) },
);
const filler = fc.constantFrom('', 'x'.repeat(57), 'y'.repeat(62), 'あ'.repeat(21), 'z'.repeat(200)).map((text) => Buffer.from(text));
const anyBytes = fc
  .array(fc.oneof({ weight: 3, arbitrary: fc.uint8Array({ maxLength: 40 }) }, { weight: 5, arbitrary: fc.array(byte, { maxLength: 40 }) }, filler))
  .map((parts) => Buffer.concat(parts.map((part) => Buffer.from(part))));
/** A regular text in which few things go wrong. */
const cell = fc.oneof(
  fc.constantFrom('', '""', 'a', '"a"', '"a,b"', '"a\nb"', '"a\r\nb"', '"a""b"', '""""', '"\r"', 'é', '"あ"'),
  filler.map(String),
);
const line = fc.array(cell, { minLength: 1, maxLength: 5 }).map((cells) => cells.join(','));
const regular = fc
  .tuple(fc.constantFrom('', '\ufeff'), fc.constantFrom('\n', '\r\n'), fc.array(line, { maxLength: 12 }), fc.boolean())
  .map(([bom, end, lines, last]) => Buffer.from(bom + lines.join(end) + (last ? end : '')));
const chunk = fc.constantFrom(64, 128, 256, 1 << 16);

function scan(task: Partial<ScanTask>, columns: number, chunkBytes: number): Answer<ScanReport> {
  return scanAlone({ file, columns, ...task }, chunkBytes);
}

async function careful(): Promise<{ reader: CsvReader; records: readonly CsvRecord[] }> {
  const reader = new CsvReader(source);
  const records: CsvRecord[] = [];
  for await (const batch of reader.batches()) records.push(...batch);
  return { reader, records };
}

async function check(bytes: Buffer, chunkBytes: number): Promise<boolean> {
  writeFileSync(file, bytes);
  const { reader, records } = await careful();
  const { header, facts, problems } = reader;
  if (header === undefined) return false;
  const found = scan({}, header.length, chunkBytes);
  const serious = problems.filter((problem) => problem.id !== 'csv.ragged-record');
  expect({ irregular: 'irregular' in found }).toEqual({ irregular: serious.length > 0 || facts.lineEnds.cr > 0 });
  if ('irregular' in found) return false;
  expect({ rows: found.rows, bom: found.bom, finalNewline: found.finalNewline, lf: found.lf, crlf: found.crlf }).toEqual({
    rows: records.length,
    bom: facts.bom,
    finalNewline: facts.finalNewline,
    lf: facts.lineEnds.lf,
    crlf: facts.lineEnds.crlf,
  });
  const styles = header.map((_, column) => ({ needless: found.needless[column], bare: found.bare[column] }));
  expect(styles.map(({ needless, bare }) => (needless === 1 ? (bare === 1 ? 'mixed' : 'always') : bare === 1 ? 'minimal' : 'any'))).toEqual(
    header.map((_, column) => facts.quotingOf(column)),
  );
  const ragged = problems[0];
  expect(found.firstRagged).toEqual(ragged === undefined ? undefined : { line: ragged.line, cells: ragged.values.cells });
  expect(found.ragged).toBe(ragged?.values.count ?? 0);
  expect(found.emptyKeys).toBe(records.filter((record) => (record.cells[0] ?? '') === '').length);
  const again = new KernelReader(source, found.index);
  const read: CsvRecord[] = [];
  await again.read(Uint32Array.from(records.keys()), (record) => read.push(record));
  await again.close();
  expect(read).toEqual(records);
  const { extents: _, emptyKeys: __, ...whole } = found;
  expect(scan({ keep: 'sums' }, header.length, chunkBytes)).toEqual({ ...whole, emptyKeys: 0 });
  const counted = scan({ keep: 'count' }, header.length, chunkBytes);
  expect('irregular' in counted ? undefined : counted.rows).toBe(ragged === undefined ? records.length : undefined);
  return true;
}

describe('the kernel reads as csv-parse does, or says that a file is not for it', () => {
  it('on arbitrary bytes', async () => {
    let read = 0;
    await fc.assert(
      fc.asyncProperty(anyBytes, chunk, async (bytes, size) => {
        if (await check(bytes, size)) read += 1;
      }),
      { numRuns: 300 },
    );
    expect(read).toBeGreaterThan(3);
  }, 300_000);

  it('on texts that are nearly regular', async () => {
    let read = 0;
    await fc.assert(
      fc.asyncProperty(regular, chunk, async (bytes, size) => {
        if (await check(bytes, size)) read += 1;
      }),
      { numRuns: 300 },
    );
    expect(read).toBeGreaterThan(200);
  }, 300_000);

  it('sums the same records in any order and any needless quoting to the same, and others to others', async () => {
    const table = fc.array(fc.tuple(fc.constantFrom('a', 'b', '', 'a,b', 'a"'), fc.constantFrom('1', '2', '')), { minLength: 1, maxLength: 20 });
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const write = (rows: readonly (readonly string[])[], always: boolean) =>
      writeFileSync(
        file,
        `x,y\n${rows.map((row) => row.map((text) => ((always && text !== '') || /[",]/.test(text) ? quoted(text) : text)).join(',')).join('\n')}\n`,
      );
    const sums = (whole: boolean) => {
      const found = scan({ whole, keep: 'sums' }, 2, 64);
      return 'irregular' in found ? found.irregular : [found.sumLow, found.sumHigh];
    };
    await fc.assert(
      fc.asyncProperty(table, fc.boolean(), fc.func(fc.integer()), fc.nat(), async (rows, whole, order, at) => {
        write(rows, false);
        const first = sums(whole);
        write(
          rows.toSorted((a, b) => order(a) - order(b)),
          true,
        );
        expect(sums(whole)).toEqual(first);
        write(
          rows.map((row, index) => (index === at % rows.length ? [row[0], `${row[1]}0`] : row)),
          false,
        );
        expect(sums(whole)).not.toEqual(first);
      }),
      { numRuns: 60 },
    );
  }, 300_000);
});
