import { mkdir, readFile, rename, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { useTempFolder } from '../../../testing/temporary-folder.ts';
import { csvFormat } from '../../csv/csv-format.ts';
import { CsvReader } from '../../csv/csv-reader.ts';
import { withDuck } from '../duck.ts';
import { sqlText } from '../sql-text.ts';
import { parquetToCsv } from './parquet-to-csv.ts';

const folder = useTempFolder();

async function parquet(select: string): Promise<string> {
  const file = `${folder.fresh()}.parquet`;
  await withDuck({}, undefined, (duck) => duck.run(`COPY (${select}) TO ${sqlText(file)} (FORMAT parquet)`));
  return file;
}

async function convert(file: string) {
  const target = folder.fresh();
  await writeFile(target, '', { mode: 0o600 });
  const problems = await parquetToCsv(file, target);
  return { problems, csv: await readFile(target, 'utf8'), target };
}

/** The text of one value, and that of NULL in the same column. */
async function textOf(value: string): Promise<string> {
  const { problems, csv } = await convert(await parquet(`SELECT 1 AS id, ${value} AS v UNION ALL SELECT 2, NULL ORDER BY id`));
  expect(problems).toEqual([]);
  expect(csv.endsWith('\n2,\n')).toBe(true);
  return csv.slice('id,v\n1,'.length, -'\n2,\n'.length);
}

describe('parquetToCsv', () => {
  it.each([
    ['true', 'true'],
    ['CAST(-7 AS BIGINT)', '-7'],
    ['CAST(18446744073709551615 AS UBIGINT)', '18446744073709551615'],
    ['CAST(1.5 AS DECIMAL(20, 4))', '1.5000'],
    ["CAST('12345678901234567890123456.123456789012' AS DECIMAL(38, 12))", '12345678901234567890123456.123456789012'],
    ['CAST(0.1 AS DOUBLE) + CAST(0.2 AS DOUBLE)', '0.30000000000000004'],
    ['CAST(1 AS DOUBLE)', '1.0'],
    ['CAST(1.1 AS FLOAT)', '1.1'],
    ["CAST('nan' AS DOUBLE)", 'nan'],
    ["DATE '2026-01-02'", '2026-01-02'],
    ["TIME '01:02:03.5'", '01:02:03.5'],
    ["TIMESTAMP '2026-01-02 03:04:05'", '2026-01-02T03:04:05'],
    ["TIMESTAMP '2026-01-02 03:04:05.000100'", '2026-01-02T03:04:05.0001'],
    ["TIMESTAMP_NS '2026-01-02 03:04:05.123456789'", '2026-01-02T03:04:05.123456789'],
    ["TIMESTAMPTZ '2026-01-02 03:04:05+09'", '2026-01-01T18:04:05Z'],
    ["'\\xAA\\x01'::BLOB", 'aa01'],
    ["'12345678-1234-1234-1234-123456789abc'::UUID", '12345678-1234-1234-1234-123456789abc'],
    ["''", '""'],
    ["'NULL'", 'NULL'],
    ["' a '", ' a '],
    ["'a,b'", '"a,b"'],
    [`'say "x"'`, '"say ""x"""'],
    ["'a' || chr(13) || 'b'", '"a\rb"'],
    ['[1, NULL, 3]', '"[1,null,3]"'],
    [
      "{'a': CAST(1.10 AS DECIMAL(5, 2)), 'b': TIMESTAMP '2026-01-02 03:04:05', 'c': [{'d': 'x'}]}",
      '"{""a"":""1.10"",""b"":""2026-01-02 03:04:05"",""c"":[{""d"":""x""}]}"',
    ],
    ["[CAST('12345678901234567890.123456789012345678' AS DECIMAL(38, 18))]", '"[""12345678901234567890.123456789012345678""]"'],
    ["MAP {'k': CAST(2 AS DOUBLE)}", '"{""k"":""2.0""}"'],
  ])('writes %s as %s', async (value, text) => expect(await textOf(value)).toBe(text));

  it('keeps the order of records, names of columns and the file to its owner', async () => {
    const { csv, target } = await convert(await parquet(`SELECT range AS "a,b", range * 2 AS "c ""d""" FROM range(300000)`));
    const lines = csv.trimEnd().split('\n');
    expect(lines[0]).toBe('"a,b","c ""d"""');
    expect(lines.length).toBe(300_001);
    expect(lines.every((line, index) => index === 0 || line === `${index - 1},${(index - 1) * 2}`)).toBe(true);
    expect((await stat(target)).mode & 0o777).toBe(0o600);
  });

  it('gives a header alone for no records', async () => {
    expect(await convert(await parquet('SELECT 1 AS a, 2 AS b WHERE false'))).toMatchObject({ problems: [], csv: 'a,b\n' });
  });

  it('gives the texts that were written, whatever they are, and tells NULL from the empty one', async () => {
    const text = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', '\\', '日', "'") }),
      fc.string({ unit: 'grapheme' }).map((one) => one.replaceAll('\0', '')),
      fc.constant(null),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 8 }), async (records) => {
        const sql = (value: string | null) => (value === null ? 'CAST(NULL AS VARCHAR)' : sqlText(value));
        const { csv, target, problems } = await convert(
          await parquet(`SELECT * FROM (VALUES ${records.map(([a, b]) => `(${sql(a)}, ${sql(b)})`).join(', ')}) AS t(h, i)`),
        );
        expect(problems).toEqual([]);
        const reader = new CsvReader({ file: target, format: csvFormat.config.parse({}) });
        const read: (string | null)[][] = [];
        for await (const batch of reader.batches())
          read.push(
            ...batch.map(({ cells, quotedEmpty }) => cells.map((cell, index) => (cell === '' && !quotedEmpty.includes(index) ? null : cell))),
          );
        expect(read, csv).toEqual(records);
      }),
      { numRuns: Number(process.env.RUNS ?? 12) },
    );
  });

  it('says what is wrong with a file that is cut off, or no Parquet', async () => {
    const file = await parquet('SELECT range AS a FROM range(1000)');
    await truncate(file, (await stat(file)).size - 20);
    expect((await convert(file)).problems).toMatchObject([{ id: 'parquet.unreadable', fatal: true }]);
    const text = folder.fresh();
    await writeFile(text, 'id\n1\n');
    expect((await convert(text)).problems).toMatchObject([{ id: 'parquet.unreadable', fatal: true }]);
  });

  it('does not rename columns in silence', async () => {
    const file = await parquet('SELECT 1 AS ab, 2 AS ac');
    // The names in the footer, changed to such that SQL cannot tell apart.
    const bytes = await readFile(file);
    await writeFile(file, Buffer.from(bytes.toString('latin1').replaceAll('ac', 'AB'), 'latin1'));
    expect((await convert(file)).problems).toMatchObject([{ id: 'parquet.column-name', values: { name: 'AB' } }]);
  });

  it('reads the file of that name and none that the name is a pattern of', async () => {
    const within = folder.fresh();
    await mkdir(within);
    const [mine, other] = [join(within, 'a*[1]=?.parquet'), join(within, 'ab1=c.parquet')];
    await rename(await parquet('SELECT 1 AS a'), mine);
    await rename(await parquet('SELECT 2 AS a'), other);
    expect(await convert(mine)).toMatchObject({ problems: [], csv: 'a\n1\n' });
  });

  it('stops when it is cancelled', async () => {
    const stop = new AbortController();
    stop.abort();
    await expect(parquetToCsv('any', 'any', stop.signal)).rejects.toMatchObject({ code: 'compare.cancelled' });
  });
});
