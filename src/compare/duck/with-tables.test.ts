import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { useTempFolder } from '../../testing/temporary-folder.ts';
import { PLAIN, writeTable } from '../../testing/write-table.ts';
import { csvFormat, type TableSource } from '../csv/csv-format.ts';
import { CsvReader } from '../csv/csv-reader.ts';
import { withTables } from './with-tables.ts';

const folder = useTempFolder();
const format = csvFormat.config.parse({});

async function source(data: string | Buffer, settings: Readonly<Record<string, unknown>> = {}): Promise<TableSource> {
  const file = folder.fresh();
  await writeFile(file, data);
  return { file, name: 'clients.csv', format: { ...format, ...settings } };
}

/** The letter before each cell keeps a byte order mark in it, which the binding drops at the start of a text. */
async function read(sources: readonly TableSource[], names: 'names' | 'places' = 'places', sql = "SELECT '.' || COLUMNS(*) FROM legacy") {
  const result = await withTables([{ view: 'legacy', side: 'legacy', sources }], names, { threads: 1 }, undefined, (duck) => duck.rows(sql));
  return {
    findings: result.findings,
    ...(result.value === undefined ? {} : { value: result.value.map((row) => row.map((cell) => cell?.slice(1))) }),
  };
}

describe('withTables', () => {
  it('shows every cell as the text that it is, and an empty one as the empty text', async () => {
    const text = '\ufeffid,name,amount\r\n007,,1.50\r\n2,"","a ""b"", c\nd"\r\n NULL ,\\N,1e3\r\n';
    expect((await read([await source(text)])).value).toEqual([
      ['007', '', '1.50'],
      ['2', '', 'a "b", c\nd'],
      [' NULL ', '\\N', '1e3'],
    ]);
  });

  it('reads as our own reader does, whatever cells, line ends, delimiter and quote', async () => {
    const cell = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', '"', "'", ',', ';', '\n', '\r', '\t', ' ', '\\', '#', '日', '0', '-') }),
      fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', '')),
      fc.constantFrom('NULL', '""', 'true', '1e5', '\\N'),
    );
    const table = fc
      .integer({ min: 1, max: 4 })
      .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }));
    const style = fc.record({
      bom: fc.boolean(),
      lineEnd: fc.constantFrom('\n' as const, '\r\n' as const),
      finalNewline: fc.boolean(),
      quoting: fc.constantFrom('minimal' as const, 'always' as const),
      empty: fc.constantFrom('' as const, '""' as const),
    });
    await fc.assert(
      fc.asyncProperty(table, style, async (records, how) => {
        const header = records[0]?.map((_, index) => `column ${index}`) ?? [];
        const result = await read([await source(writeTable(header, records, { ...PLAIN, ...how }))]);
        expect(result.findings).toEqual([]);
        expect(result.value).toEqual(records);
      }),
      { numRuns: Number(process.env.RUNS ?? 12) },
    );
  });

  it('gives the same cells as our own reader, or a finding, for any text at all', async () => {
    const text = fc.string({
      unit: fc.constantFrom('a', '"', ',', ',', '\n', '\n', '\r', '\r\n', ' ', '\\', '#', '日', '\ufeff', '\0'),
      maxLength: 40,
    });
    let agreed = 0;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('h\n', 'h,i\n', 'h,i\r\n', ''), text, async (header, body) => {
        const file = await source(header + body);
        const result = await read([file]);
        if (result.value === undefined) {
          expect(result.findings).not.toEqual([]);
          return;
        }
        const reader = new CsvReader(file);
        const cells: (readonly string[])[] = [];
        for await (const records of reader.batches()) cells.push(...records.map((record) => record.cells));
        expect(result.value).toEqual(cells);
        agreed += 1;
      }),
      { numRuns: Number(process.env.RUNS ?? 12) },
    );
    expect(agreed).toBeGreaterThan(0);
  });

  it('reads the file of that name, plain and without further columns, whatever the name means elsewhere', async () => {
    const within = join(folder.fresh(), 'year=2026');
    await mkdir(within, { recursive: true });
    const mine = join(within, 'a*[1].csv.gz');
    await writeFile(mine, 'a\n1\n');
    await writeFile(join(within, 'ab1.csv.gz'), 'a\n2\n');
    expect(await read([{ file: mine, format }])).toEqual({ findings: [], value: [['1']] });
  });
});
