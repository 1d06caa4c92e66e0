import { writeFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { useTempFolder } from '../../testing/temporary-folder.ts';
import { csvFormat } from './csv-format.ts';
import { CsvReader } from './csv-reader.ts';
import type { CsvRecord } from './csv-record.ts';
import { describeLineEnds } from './line-ends.ts';

const folder = useTempFolder();

async function read(data: string | Buffer, config: object = {}) {
  const file = folder.fresh();
  await writeFile(file, data);
  const reader = new CsvReader({ file, format: csvFormat.config.parse(config) });
  const records: CsvRecord[] = [];
  for await (const batch of reader.batches()) records.push(...batch);
  const { lineEnds, quotingOf, ...facts } = reader.facts;
  const quoting = (reader.header ?? []).map((_, column) => quotingOf(column));
  return {
    header: reader.header,
    rows: reader.rows,
    records,
    problems: reader.problems,
    facts: { ...facts, lineEnds: describeLineEnds(lineEnds), quoting },
  };
}

describe('CsvReader', () => {
  it('numbers records and lines, and tells a quoted empty cell from an empty one', async () => {
    const { header, records } = await read('id,a,b\n1,"x\r\ny\n",""\n2,,"""\n"""\n3,"",z\n');
    expect(header).toEqual(['id', 'a', 'b']);
    expect(records).toEqual([
      { number: 1, line: 2, cells: ['1', 'x\r\ny\n', ''], quotedEmpty: [2] },
      { number: 2, line: 5, cells: ['2', '', '"\n"'], quotedEmpty: [] },
      { number: 3, line: 7, cells: ['3', '', 'z'], quotedEmpty: [1] },
    ]);
  });

  it.each([
    ['a\n1\n', { bom: false, lineEnds: 'LF', finalNewline: true, utf8: true, quoting: ['minimal'] }],
    ['\ufeffa\r\n"1"\r\n', { bom: true, lineEnds: 'CRLF', finalNewline: true, utf8: true, quoting: ['always'] }],
    ['a,b\r"1",x\r', { bom: false, lineEnds: 'CR', finalNewline: true, utf8: true, quoting: ['always', 'minimal'] }],
    ['a,b\n1,"x,y"\r\n"2","x\ny"', { bom: false, lineEnds: 'mixed (LF 1, CRLF 1)', finalNewline: false, utf8: true, quoting: ['mixed', 'any'] }],
    ['a', { bom: false, lineEnds: 'none', finalNewline: false, utf8: true, quoting: ['any'] }],
  ])('tells what the bytes of %j show', async (text, facts) => {
    const result = await read(text);
    expect(result.facts).toEqual(facts);
    expect(result.problems).toEqual([]);
  });

  it.each([
    ['', undefined, 0],
    ['\ufeff', undefined, 0],
    ['a,b\n', ['a', 'b'], 0],
    ['a,b', ['a', 'b'], 0],
    ['\ufeff"a",b\n1,2', ['a', 'b'], 1],
    ['a\n""\n', ['a'], 1],
    ['a\n""', ['a'], 1],
    ['a\n\n', ['a'], 1],
  ])('reads the border case %j', async (text, header, rows) => {
    const result = await read(text);
    expect([result.header, result.rows]).toEqual([header, rows]);
    expect(result.problems).toEqual([]);
  });

  it('takes another delimiter and quote', async () => {
    const { records } = await read("a;b\n'x;''y';\"\n", { delimiter: ';', quote: "'" });
    expect(records[0]?.cells).toEqual(["x;'y", '"']);
  });

  it.each([
    ['a,b\n1,2\n1\n1,2,3\n\n1,2\n', 'csv.ragged-record', 3, false],
    ['a,b\n1,2\nx"y,2\n', 'csv.malformed-quotes', 3, true],
    ['a,b\n1,2\n"x"y,2\n', 'csv.malformed-quotes', 3, true],
    ['a,b\n1,"\n\n3,4\n', 'csv.malformed-quotes', 2, true],
    ['a\n1\r2\n', 'csv.lone-cr', undefined, false],
  ])('reports what is wrong in %j', async (text, id, line, fatal) => {
    expect((await read(text)).problems).toMatchObject([{ id, fatal, ...(line === undefined ? {} : { line }) }]);
  });

  it('goes on after ragged records', async () => {
    const { records, problems } = await read('a,b\n1\n1,2,3\n\n1,2\n');
    expect(records.map(({ cells }) => cells.length)).toEqual([1, 3, 1, 2]);
    expect(problems[0]?.values).toMatchObject({ count: 3, expected: 2, line: 2, cells: 1 });
  });

  it('reports bytes that are no UTF-8 by their line, also at the end and across chunks', async () => {
    const cut = Buffer.from('山').subarray(0, 2);
    const line = async (...parts: (string | Buffer)[]) => (await read(Buffer.concat(parts.map((part) => Buffer.from(part))))).problems;
    expect(await line('a\nb\n', Buffer.from([0x8e, 0x52]), '\n')).toMatchObject([{ id: 'csv.invalid-utf8', line: 3 }]);
    expect(await line('a\n', cut)).toMatchObject([{ id: 'csv.invalid-utf8', line: 2 }]);
    const long = `a\n${'x'.repeat((1 << 18) - 3)}`;
    expect(await line(long, '山\n')).toEqual([]);
    expect(await line(long, cut, '\n')).toMatchObject([{ id: 'csv.invalid-utf8', line: 2 }]);
  });

  it('does not read UTF-16', async () => {
    const result = await read(Buffer.from('\ufeffa,b\n1,2\n', 'utf16le'));
    expect(result).toMatchObject({ header: undefined, rows: 0, problems: [{ id: 'csv.utf-16', fatal: true }], facts: { utf8: false } });
  });

  it('says that a file is absent, and that it was cancelled', async () => {
    const source = { file: folder.fresh(), format: csvFormat.config.parse({}) };
    await expect(new CsvReader(source).batches().next()).rejects.toMatchObject({ code: 'csv.unreadable' });
    await writeFile(source.file, 'a\n');
    await expect(new CsvReader(source, AbortSignal.abort()).batches().next()).rejects.toMatchObject({ code: 'compare.cancelled', exitCode: 130 });
  });

  it('reads the same wherever a chunk of the file ends', async () => {
    const row = '"a""b\r\n",,"",山\r\n';
    for (let shift = 0; shift < Buffer.byteLength(row); shift++) {
      const data = `${'h'.repeat(shift)},b,c,d\r\n${row.repeat(12_000)}`;
      const { records, problems } = await read(data);
      expect(problems).toEqual([]);
      expect(records.length).toBe(12_000);
      const odd = records.find(({ cells, quotedEmpty }) => cells.join('|') !== 'a"b\r\n|||山' || quotedEmpty.join() !== '2');
      expect(odd).toBeUndefined();
    }
  });

  it('reads what csv-parse reads in one piece, or refuses as it does', async () => {
    const text = fc
      .array(fc.constantFrom('a', '"', '""', ',', '\n', '\r\n', '\r', 'é山', ' ', '"x"', '"y,\n"', '\u0000'), { maxLength: 40 })
      .map((all) => all.join(''));
    await fc.assert(
      fc.asyncProperty(text, async (data) => {
        let expected: string[][] | undefined;
        try {
          expected = parse(data, { record_delimiter: ['\r\n', '\n', '\r'], relax_column_count: true });
        } catch {
          expected = undefined;
        }
        const { header, records, problems, facts } = await read(data);
        expect(problems.some(({ fatal }) => fatal)).toBe(expected === undefined);
        if (expected === undefined) return;
        expect([...(header === undefined ? [] : [header]), ...records.map(({ cells }) => cells)]).toEqual(expected);
        expect(facts.utf8).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
