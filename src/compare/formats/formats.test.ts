import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { encode } from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { makeZip } from '../../testing/make-zip.ts';
import { rawTable, readRaw } from '../../testing/raw-table.ts';
import { useTempFolder } from '../../testing/temporary-folder.ts';
import { writeTable } from '../../testing/write-table.ts';
import { tableFormatOf, tableKinds } from './registry.ts';

const folder = useTempFolder();
const read = (kind: string, data: string | Buffer, config: unknown = {}) => readRaw(rawTable(folder.fresh(), data, kind, config));

const letters = fc.stringMatching(/^[ -~あ-んア-ヶｱ-ﾝ亜哀山川東京]{0,8}$/);
const cells = fc.tuple(letters, letters);

/** Each format that can hold any record of two texts. */
const FORMATS = {
  csv: { config: {}, write: (rows: readonly (readonly string[])[]) => writeTable(['a', 'b'], rows), blank: false },
  'csv without a header': {
    kind: 'csv',
    config: { header: ['a', 'b'] },
    write: (rows: readonly (readonly string[])[]) => writeTable(['a', 'b'], rows).replace(/^a,b\n/, ''),
    blank: false,
  },
  tsv: {
    config: {},
    write: (rows: readonly (readonly string[])[]) =>
      ['a\tb', ...rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join('\t'))].join('\n'),
    blank: false,
  },
  jsonl: {
    config: { types: 'same' },
    write: (rows: readonly (readonly string[])[]) => rows.map(([a, b]) => `${JSON.stringify({ a, b })}\n`).join(''),
    blank: false,
  },
  fixed: {
    config: {
      fields: [
        { name: 'a', width: 8 },
        { name: 'b', width: 8 },
      ],
      trim: 'end',
    },
    write: (rows: readonly (readonly string[])[]) => rows.map((row) => `${row.map((cell) => cell.padEnd(8)).join('')}\n`).join(''),
    blank: true,
  },
} as const;
const CHARSETS = {
  'utf-8': (text: string) => Buffer.from(text),
  'utf-16le': (text: string) => Buffer.from(text, 'utf16le'),
  cp932: (text: string) => encode(text, 'cp932'),
  'euc-jp': (text: string) => encode(text, 'euc-jp'),
} as const;
const PACKINGS = {
  none: (data: Buffer) => data,
  gzip: (data: Buffer) => gzipSync(data),
  zip: (data: Buffer) => makeZip([{ name: 'a.csv', data }]),
} as const;

describe.each(Object.entries(FORMATS))('%s', (name, format) => {
  const kind = 'kind' in format ? format.kind : name;

  it.each(Object.keys(PACKINGS) as (keyof typeof PACKINGS)[])(
    'gives the records that were written, in every charset, packing: %s',
    async (packing) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(cells, { minLength: 1, maxLength: 5 }),
          fc.constantFrom(...(Object.keys(CHARSETS) as (keyof typeof CHARSETS)[])),
          async (rows, encoding) => {
            const data = PACKINGS[packing](CHARSETS[encoding](format.write(rows)));
            const found = await read(kind, data, { ...format.config, encoding });
            const expected = rows.map((row) => row.map((cell) => (format.blank ? cell.trimEnd() : cell)));
            expect(found).toMatchObject({
              header: ['a', 'b'],
              findings: [],
              origin: packing === 'none' && encoding === 'utf-8' ? {} : { compression: packing },
            });
            expect(kind === 'jsonl' ? found.records.map((row) => row.map(unquoted)) : found.records).toEqual(expected);
          },
        ),
        { numRuns: 40 },
      );
    },
  );
});

/** A text that stands in JSON's quotes, because it could be taken for something else. */
function unquoted(cell: string): string {
  return cell.startsWith('"') ? (JSON.parse(cell) as string) : cell;
}

describe('csv without a header', () => {
  it('keeps the line ends of the file and counts its lines', async () => {
    const found = await read('csv', '1,"x\ny"\r\n2\r\n', { header: ['a', 'b'] });
    expect(found).toMatchObject({ lineEnds: 'CRLF', finalNewline: true });
    expect(found.findings).toMatchObject([{ id: 'csv.ragged-record', at: { line: 3 } }]);
  });

  it('tells malformed quotes and bytes that are no UTF-8 by their line in the file', async () => {
    expect((await read('csv', '1,2\n3,"4\n', { header: ['a', 'b'] })).findings).toMatchObject([{ id: 'csv.malformed-quotes', at: { line: 2 } }]);
    expect((await read('csv', Buffer.from([0x31, 0x0a, 0xff, 0x0a]), { header: ['a'] })).findings).toMatchObject([
      { id: 'encoding.invalid', at: { line: 2 } },
    ]);
  });

  it('may be empty', async () => {
    expect(await read('csv', '', { header: ['a'] })).toMatchObject({ header: ['a'], records: [], findings: [] });
  });

  it('knows its columns before the file is read', () => {
    expect(tableFormatOf({ kind: 'csv', config: { header: ['a', 'b'], key: ['c'] } })).toBeUndefined();
    expect(tableFormatOf({ kind: 'csv', config: { header: ['a', 'a'] } })).toBeUndefined();
  });
});

describe('jsonl', () => {
  it('has the keys of all lines as columns, and tells a missing one from null and from nothing', async () => {
    const found = await read('jsonl', '{"id":1,"a":null}\n{"id":2,"a":""}\n{"id":3,"b":"x"}\n');
    expect(found).toMatchObject({ header: ['id', 'a', 'b'], findings: [] });
    expect(found.records).toEqual([
      ['1', 'null', ''],
      ['2', '""', ''],
      ['3', '', 'x'],
    ]);
    expect(found.quotedEmpty.flat()).toEqual([]);
  });

  it('keeps numbers as they are written, and nested values in one spelling', async () => {
    const found = await read('jsonl', '{"n":1.0,"v":{"b":[1, 2.50],"a":"é"}}\n{"n":12345678901234567890,"v":1}\r\n');
    expect(found.records).toEqual([
      ['1.0', '{"a":"é","b":[1,2.50]}'],
      ['12345678901234567890', '1'],
    ]);
  });

  it.each([
    ['a line that is no object', '{"a":1}\n[1]\n', {}, 'jsonl.invalid-line', 2],
    ['a blank line', '{"a":1}\n\n{"a":2}\n', {}, 'jsonl.invalid-line', 2],
    ['a line that is cut off', '{"a":1}\n{"a":', {}, 'jsonl.invalid-line', 2],
    ['a key that stands twice', '{"a":1}\n{"a":1,"a":2}\n', {}, 'jsonl.repeated-key', 2],
    ['a key that is not declared', '{"a":1}\n{"a":1,"b":2}\n', { fields: ['a'] }, 'jsonl.undeclared-key', 2],
    ['no keys at all', '{}\n', {}, 'jsonl.no-keys', 1],
  ])('finds %s', async (_what, data, config, id, line) => {
    expect((await read('jsonl', data, config)).findings).toMatchObject([{ id, at: { line } }]);
  });

  it('is empty where the file is', async () => {
    expect(await read('jsonl', '')).toMatchObject({ header: undefined, records: [], findings: [] });
    expect(await read('jsonl', '', { fields: ['a'] })).toMatchObject({ header: ['a'], records: [], findings: [] });
  });

  it('refuses keys that are data', async () => {
    const line = JSON.stringify(Object.fromEntries(Array.from({ length: 10_001 }, (_, at) => [`k${at}`, at])));
    expect((await read('jsonl', `${line}\n`)).findings).toMatchObject([{ id: 'jsonl.too-many-keys' }]);
  });
});

describe('fixed', () => {
  const fields = [
    { name: 'id', width: 3 },
    { name: 'name', width: 4 },
  ];

  const apart = [
    { name: 'id', width: 3 },
    { name: 'name', width: 2, from: 6 },
  ];

  it('counts bytes behind a byte order mark, and none of UTF-16', async () => {
    expect(await read('fixed', '\ufeff001abcd\n', { fields, unit: 'bytes' })).toMatchObject({ records: [['001', 'abcd']], findings: [], bom: true });
    const wide = Buffer.from('\ufeff001abcd\n', 'utf16le');
    expect(await read('fixed', wide, { fields, unit: 'bytes' })).toMatchObject({ records: [], findings: [{ id: 'encoding.no-bytes' }] });
    expect(await read('fixed', wide, { fields })).toMatchObject({ records: [['001', 'abcd']], findings: [] });
  });

  it('counts bytes of the file where that is asked for', async () => {
    const data = encode('001山田\r\n002ｱﾝ  \r\n', 'cp932');
    expect(await read('fixed', data, { fields, unit: 'bytes', encoding: 'cp932', trim: 'end' })).toMatchObject({
      records: [
        ['001', '山田'],
        ['002', 'ｱﾝ'],
      ],
      findings: [],
      lineEnds: 'CRLF',
    });
  });

  it('counts characters, not the units of a string', async () => {
    expect(await read('fixed', '001𠮷野家 \n00👍abcd\n', { fields })).toMatchObject({
      records: [
        ['001', '𠮷野家 '],
        ['00👍', 'abcd'],
      ],
      findings: [],
    });
  });

  it('keeps padding unless it is told not to', async () => {
    expect((await read('fixed', '  1ab  \n', { fields })).records).toEqual([['  1', 'ab  ']]);
    expect((await read('fixed', '  1ab\u3000 \n', { fields, trim: 'both' })).records).toEqual([['1', 'ab']]);
  });

  it('takes columns by their place, in any order, one over the other', async () => {
    const places = [
      { name: 'b', width: 2, from: 3 },
      { name: 'a', width: 2, from: 1 },
      { name: 'all', width: 4, from: 1 },
    ];
    expect(await read('fixed', '1234\n', { fields: places })).toMatchObject({ records: [['34', '12', '1234']], findings: [] });
  });

  it.each([
    ['a short line', '001abcd\n002ab\n', { fields }, 'fixed.short-line', 2],
    ['a long line', '001abcd\n002abcde\n', { fields }, 'fixed.long-line', 2],
    ['a blank line', '001abcd\n\n', { fields }, 'fixed.short-line', 2],
    ['something between the columns', '001  ab\n002x ab\n', { fields: apart }, 'fixed.outside', 2],
    ['a tab between the columns', '001  ab\n002\t ab\n', { fields: apart }, 'fixed.outside', 2],
    ['another blank between the columns', '001  ab\n002\u00a0 ab\n', { fields: apart }, 'fixed.outside', 2],
    ['a column that cuts a character', encode('001abcd\n00山abc\n', 'cp932'), { fields, unit: 'bytes', encoding: 'cp932' }, 'fixed.cut-character', 2],
  ])('finds %s', async (_what, data, config, id, line) => {
    expect((await read('fixed', data, config)).findings).toContainEqual(expect.objectContaining({ id, at: { file: 'the file', line } }));
  });

  it('checks its layout when it is declared', () => {
    const valid = (config: unknown) => tableFormatOf({ kind: 'fixed', config }) !== undefined;
    expect(valid({ fields })).toBe(true);
    expect(valid({ fields: [...fields, { name: 'id', width: 1 }] })).toBe(false);
    expect(valid({ fields, key: ['other'] })).toBe(false);
    expect(valid({ fields, columns: { other: { trim: true } } })).toBe(false);
    expect(valid({ fields, unit: 'bytes', encoding: 'utf-16le' })).toBe(false);
  });
});

describe('text', () => {
  it('has a record for each line, also for blank ones', async () => {
    expect(await read('text', 'a,"b\n\n x\r\nlast')).toMatchObject({
      header: ['text'],
      records: [['a,"b'], [''], [' x'], ['last']],
      findings: [],
      lineEnds: 'LF CRLF',
      finalNewline: false,
    });
  });
});

describe('the registry', () => {
  it('names each kind as it is called', () => {
    for (const [name, { kind }] of Object.entries(tableKinds)) expect(kind).toBe(name);
  });
});

it('streams: 100 MB of a compressed file take little memory', () => {
  const script = new URL('../../testing/prepare-large.ts', import.meta.url).pathname;
  const out = execFileSync('npx', ['tsx', script, folder.fresh()], { encoding: 'utf8' });
  const { rows, growthMiB } = JSON.parse(out) as { rows: number; growthMiB: number };
  expect(rows).toBe(1_000_000);
  expect(growthMiB).toBeLessThan(150);
});
