import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { useTempFolder } from '../../testing/temporary-folder.ts';
import { csvFormat } from '../csv/csv-format.ts';
import { compareTables } from './compare-tables.ts';
import type { CompareOptions } from './table-comparison.ts';

const folder = useTempFolder();
const format = csvFormat.config.parse({});

async function compare(legacy: string | Buffer, candidate: string | Buffer, options: CompareOptions = { key: ['id'] }) {
  const sources = { legacy: { file: folder.fresh(), format }, candidate: { file: folder.fresh(), format } };
  await writeFile(sources.legacy.file, legacy);
  await writeFile(sources.candidate.file, candidate);
  const result = await compareTables(sources.legacy, sources.candidate, options);
  return { ...result, listed: result.differences.listed.map(({ difference }) => difference) };
}

describe('compareTables: keys', () => {
  it('never joins a composite key', async () => {
    const options = { key: ['a', 'b'] };
    expect(await compare('a,b\n1,11\n', 'a,b\n11,1\n', options)).toMatchObject({ added: 1, removed: 1, changed: 0 });
    expect(await compare('a,b\n"x,","y"\n', 'a,b\n"x",",y"\n', options)).toMatchObject({ added: 1, removed: 1 });
    expect(await compare('a,b,c\n"1:1",2,x\n', 'a,b,c\n1,"1:2",x\n', options)).toMatchObject({ added: 1, removed: 1 });
  });

  it('takes leading zeros, spaces and case for what they are', async () => {
    expect(await compare('id\n01\na\nx\n', 'id\n1\nA\n x\n')).toMatchObject({ added: 3, removed: 3 });
  });

  it('takes an empty key for a value, and counts it', async () => {
    expect(await compare('id,v\n,a\n', 'id,v\n,b\n')).toMatchObject({ changed: 1, emptyKeys: 2, listed: [{ key: [''], column: 'v' }] });
  });

  it('pairs duplicates in order after equal ones cancelled, the first ones', async () => {
    const result = await compare('id,v\n1,A\n1,B\n1,A\n', 'id,v\n1,A\n1,X\n');
    expect(result).toMatchObject({ added: 0, removed: 1, changed: 1, duplicates: { legacy: 1, candidate: 1, unequal: 1 } });
    expect(result.listed).toMatchObject([
      { kind: 'changed', legacy: { text: 'B' }, candidate: { text: 'X' } },
      { kind: 'removed', record: { legacy: 3 } },
    ]);
    expect(result.findings[0]?.message.text).toContain('legacy record 1, 2, 3, candidate record 1, 2');
  });

  it('does not match records without the key column', async () => {
    const result = await compare('id,v\n1,a\n', 'v\na\n');
    expect(result).toMatchObject({ compared: false, added: 0, removed: 0, findings: [{ id: 'columns.key-missing', side: 'candidate' }] });
    expect(result.listed).toMatchObject([{ kind: 'column', column: 'id' }]);
    expect([result.legacy.rows, result.candidate.rows]).toEqual([1, 1]);
  });
});

describe('compareTables: columns', () => {
  it('compares what both have, and reports the rest', async () => {
    const result = await compare('id,a,old\n1,x,y\n', 'new,id,a\nz,1,X\n');
    expect(result).toMatchObject({ changed: 1, cells: 1, differences: { total: 3, content: 3 } });
    expect(result.listed.map(({ kind, column }) => [kind, column])).toEqual([
      ['column', 'old'],
      ['column', 'new'],
      ['changed', 'a'],
    ]);
  });

  it('compares repeated names by their turn', async () => {
    const result = await compare('id,v,v\n1,a,b\n', 'id,v,v\n1,a,c\n');
    expect(result).toMatchObject({ cells: 1, findings: [{ id: 'columns.repeated' }, { id: 'columns.repeated' }] });
    expect(result.differences.columns).toEqual(new Map([['v', 1]]));
  });

  it('is not confused by names of the language', async () => {
    const result = await compare('id,__proto__,constructor\n1,a,b\n', 'id,__proto__,constructor\n1,x,y\n');
    expect([...result.differences.columns]).toEqual([
      ['__proto__', 1],
      ['constructor', 1],
    ]);
  });

  it('reports a lost header as one difference', async () => {
    expect(await compare('id,v\n1,a\n', '')).toMatchObject({
      removed: 1,
      differences: { total: 2 },
      listed: [{ kind: 'column' }, { kind: 'removed' }],
    });
  });
});

describe('compareTables: cells', () => {
  it('compares exact text', async () => {
    const result = await compare('id,v\n1,1.0\n2,\n3,é\n4,a\n', 'id,v\n1,1\n2,NULL\n3,e\u0301\n4,a \n');
    expect(result).toMatchObject({ changed: 4, cells: 4 });
  });

  it('tells a cell that a ragged record lacks from an empty one', async () => {
    const result = await compare('id,v,w\n1,a,\n', 'id,v,w\n1,a\n');
    expect(result).toMatchObject({ changed: 1, cells: 1, findings: [{ id: 'csv.ragged-record', side: 'candidate', at: { line: 2 } }] });
    expect(result.listed[0]).toMatchObject({ column: 'w', legacy: { text: '' } });
    expect(result.listed[0]?.candidate).toBeUndefined();
  });

  it('counts empty cells that are quoted on one side only, also in changed records', async () => {
    const result = await compare('id,v,w\n1,"",x\n2,,""\n3,"",""\n', 'id,v,w\n1,,y\n2,,""\n3,,\n');
    expect(result).toMatchObject({ changed: 1, cells: 1, nullQuoting: 3, differences: { total: 2, content: 1 } });
    expect(result.representation).toMatchObject([
      { kind: 'representation', message: { id: 'representation.null-quoting', values: { cells: 3, column: 'v' } } },
    ]);
  });

  it('does not compare after malformed quotes', async () => {
    const result = await compare('id,v\n1,a\n2,b\n', 'id,v\n1,a\n2,"b\n');
    expect(result).toMatchObject({
      compared: false,
      removed: 0,
      differences: { total: 0 },
      findings: [{ id: 'csv.malformed-quotes', at: { line: 3 } }],
    });
  });

  it('does not let broken bytes pass for each other', async () => {
    const [one, other] = [Buffer.from('id,v\n1,\xb1\n', 'latin1'), Buffer.from('id,v\n1,\xb2\n', 'latin1')];
    expect((await compare(one, other)).findings.map(({ id, side }) => [id, side])).toEqual([
      ['csv.invalid-utf8', 'legacy'],
      ['csv.invalid-utf8', 'candidate'],
    ]);
  });
});

describe('compareTables: representation', () => {
  it.each([
    ['bom', 'id\n1\n', '\ufeffid\n1\n'],
    ['line-ends', 'id\n1\n', 'id\r\n1\r\n'],
    ['line-ends', 'id\n1\n2\n', 'id\r\n1\n2\n'],
    ['final-newline', 'id\n1\n', 'id\n1'],
    ['quoting', 'id\na\n', 'id\n"a"\n'],
    ['quoting', 'id,v\n1,"a"\n', 'id,v\n"1",a\n'],
    ['column-order', 'id,v\n1,a\n', 'v,id\na,1\n'],
    ['charset', 'id,v\n1,a\n', Buffer.from('id,v\n1,a\n\xff,\n', 'latin1')],
  ])('notes %s', async (id, legacy, candidate) => {
    const result = await compare(legacy, candidate);
    expect(result.representation.map(({ message }) => message?.id)).toEqual([`representation.${id}`]);
    expect(result.cells).toBe(0);
    expect(result.differences.total - result.differences.content).toBe(1);
  });

  it('does not blame quotes that are needed, or the quoting of other rows', async () => {
    expect((await compare('id,v\n1,a\n', 'id,v\n1,a\n2,"x,y"\n')).representation).toEqual([]);
    expect((await compare('id,v\n1,"a,b"\n', 'id,v\n1,"a,b"\n2,c\n')).representation).toEqual([]);
  });
});

describe('compareTables: what is listed', () => {
  const rows = (from: number, to: number, values: string) => Array.from({ length: to - from }, (_, at) => `${from + at},${values}\n`).join('');

  it('gives every column, and added and removed, an example', async () => {
    const legacy = `id,a,b\n${rows(0, 50, 'x,y')}50,x,y\n51,x,y\n`;
    const candidate = `id,a,b\n${rows(0, 50, 'X,y')}50,x,Y\n52,x,y\n`;
    const result = await compare(legacy, candidate, { key: ['id'], limit: 5 });
    expect(result.differences.total).toBe(53);
    expect(result.listed.map(({ kind, column, key }) => `${kind} ${column ?? ''} ${key}`)).toEqual([
      'changed a 0',
      'changed a 1',
      'changed b 50',
      'removed  51',
      'added  52',
    ]);
  });

  it('comes in the order of legacy, then of the candidate, and counts beyond the list', async () => {
    const result = await compare(`id,v\n${rows(0, 3, 'a')}`, `id,v\n${rows(10, 400, 'b')}2,z\n0,z\n`, { key: ['id'], limit: 5 });
    expect(result.listed.map(({ key }) => key?.[0])).toEqual(['0', '1', '2', '10', '11']);
    expect(result.differences.total).toBe(393);
  });
});
