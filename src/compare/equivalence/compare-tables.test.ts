import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { useTempFolder } from '../../testing/temporary-folder.ts';
import { csvFormat } from '../csv/csv-format.ts';
import { compareTables } from '../tables/compare-tables.ts';
import type { CompareOptions } from '../tables/table-comparison.ts';
import type { ColumnDeclarations } from './declaration.ts';

const folder = useTempFolder();
const format = csvFormat.config.parse({});

async function compare(legacy: string, candidate: string, columns: ColumnDeclarations, options: CompareOptions = { key: ['id'] }) {
  const sources = { legacy: { file: folder.fresh(), format }, candidate: { file: folder.fresh(), format } };
  await writeFile(sources.legacy.file, legacy);
  await writeFile(sources.candidate.file, candidate);
  const result = await compareTables(sources.legacy, sources.candidate, { ...options, columns });
  return { ...result, listed: result.differences.listed.map(({ difference }) => difference) };
}

describe('compareTables with rules', () => {
  it('counts cells that are equal by a rule only, and shows texts as they stand', async () => {
    const result = await compare('id,v,w\n1,a,x\n2,b,y\n3,c,z\n', 'id,v,w\n1,A,x\n2,b,y\n3,D,Z\n', { v: { case: 'fold' } });
    expect(result).toMatchObject({ changed: 1, cells: 2, findings: [], equivalent: new Map([['v', 1]]), ignored: [] });
    expect(result.listed).toMatchObject([
      { column: 'v', legacy: { text: 'c' }, candidate: { text: 'D' } },
      { column: 'w', legacy: { text: 'z' }, candidate: { text: 'Z' } },
    ]);
  });

  it('never takes identical bytes for equal instants', async () => {
    const file = 'id,t\n1,2026-11-25 10:30:00\n';
    const zones = { t: { dateTime: { legacy: 'Asia/Tokyo', candidate: 'UTC' } } };
    expect(await compare(file, file, zones, { key: ['id'], identical: true })).toMatchObject({ changed: 1, cells: 1 });
  });

  it('matches keys by their forms', async () => {
    const result = await compare('id,v\n001,a\n 2,b\n', 'id,v\n1,a\n2,B\n', { id: { trim: true, decimal: {} } });
    expect(result).toMatchObject({ added: 0, removed: 0, changed: 1, equivalent: new Map([['id', 2]]), listed: [{ key: [' 2'] }] });
  });

  it('sees keys that become equal: duplicates, never a silent overwrite', async () => {
    const result = await compare('id,v\na,1\nA,2\n', 'id,v\na,1\n', { id: { case: 'fold' } });
    expect(result).toMatchObject({ removed: 1, findings: [{ id: 'records.duplicate-key' }] });
  });

  it('counts a key that is NULL by a rule as empty', async () => {
    expect(await compare('id,v\nNULL,1\n', 'id,v\n,1\n', { id: { nullWords: ['', 'NULL'] } })).toMatchObject({
      emptyKeys: 2,
      changed: 0,
      removed: 0,
    });
  });

  it('finds cells that a rule could not read, by side, also in equal records', async () => {
    const result = await compare('id,v\n1,-\n2,2\n3,-\n', 'id,v\n1,-\n2,2.5\n3,\n', { v: { tolerance: { absolute: '1' } } });
    expect(result).toMatchObject({ changed: 1, cells: 1, equivalent: new Map([['v', 1]]) });
    expect(result.findings.map(({ id, side, message }) => [id, side, message.text])).toEqual([
      ['equivalence.not-applicable', 'legacy', '`tolerance` cannot apply to 2 cells of column v in legacy; the first is "-" in record 1'],
      ['equivalence.not-applicable', 'candidate', '`tolerance` cannot apply to 1 cells of column v in candidate; the first is "-" in record 1'],
    ]);
  });

  it('finds rules for columns that neither side has', async () => {
    const result = await compare('id,v\n1,a\n', 'id,v\n1,a\n', { w: { trim: true } });
    expect(result.findings).toMatchObject([{ id: 'equivalence.unknown-column', message: { values: { column: 'w' } } }]);
  });

  it('does not ignore that an ignored column is missing', async () => {
    const result = await compare('id,run\n1,a\n', 'id\n1\n', { run: { ignore: 'generated' } });
    expect(result).toMatchObject({ listed: [{ kind: 'column', column: 'run' }], ignored: [] });
  });

  it('leaves ignored columns out of a multiset, and counts what differs there', async () => {
    const ignored = [{ column: 'run', reason: 'generated', cells: 2 }];
    const result = await compare('v,run\nx,1\ny,2\n', 'v,run\ny,3\nx,4\n', { run: { ignore: 'generated' } }, {});
    expect(result).toMatchObject({ added: 0, removed: 0, differences: { total: 0 }, ignored });
  });

  it('takes quoting of an empty cell for nothing where it is NULL anyway, or ignored', async () => {
    const files = ['id,v,w\n1,,\n', 'id,v,w\n1,"",""\n'] as const;
    expect(await compare(...files, { v: { trim: true } })).toMatchObject({ nullQuoting: 2 });
    expect(await compare(...files, { v: { nullWords: [''] } })).toMatchObject({ nullQuoting: 1 });
    expect(await compare(...files, { v: { nullWords: [''] }, w: { ignore: 'x' } })).toMatchObject({ nullQuoting: 0 });
    expect(await compare(...files, { v: { nullWords: ['NULL'] } })).toMatchObject({ nullQuoting: 2 });
  });

  it('pairs duplicates of equal text first', async () => {
    const result = await compare('id,v\n1,a\n1,A\n', 'id,v\n1,A\n1,a\n', { v: { case: 'fold' } });
    expect(result).toMatchObject({ changed: 0, equivalent: new Map(), duplicates: { unequal: 0 } });
  });

  it('never lets an allowance or a rule of one column reach another', async () => {
    const result = await compare('id,v,w\n1,1,1\n', 'id,v,w\n1,1.0,1.0\n', { v: { decimal: {} } });
    expect(result).toMatchObject({ cells: 1, listed: [{ column: 'w' }], equivalent: new Map([['v', 1]]) });
  });

  it('compares a repeated name by its turn, each with the rule', async () => {
    const result = await compare('id,v,v\n1,a,b\n', 'id,v,v\n1,A,c\n', { v: { case: 'fold' } });
    expect(result).toMatchObject({ cells: 1, equivalent: new Map([['v', 1]]) });
  });
});

describe('repeated keys with a tolerance', () => {
  const columns = { fee: { tolerance: { absolute: '0.01' } } };
  const rows = (...lines: string[]) => `id,name,fee\n${lines.join('\n')}\n`;

  it('are matched as the tolerance allows, in whatever order they stand', async () => {
    const legacy = rows('1,a,1.00', '1,a,2.00', '1,b,1.00', '2,c,5', '1,a,NULL');
    const candidate = rows('1,b,1.004', '1,a,NULL', '1,a,2.009', '2,c,5.01', '1,a,0.995');
    const found = await compare(legacy, candidate, { fee: { ...columns.fee, nullWords: ['NULL'] } });
    expect(found).toMatchObject({ changed: 0, added: 0, removed: 0, equivalent: new Map([['fee', 4]]), findings: [] });
  });

  it('differ where no way fits', async () => {
    expect(await compare(rows('1,a,1.00', '1,a,2.00'), rows('1,a,2.02', '1,a,1.00'), columns)).toMatchObject({ changed: 1, cells: 1 });
    expect(await compare(rows('1,a,1.00', '1,b,2.00'), rows('1,a,2.00', '1,b,1.00'), columns)).toMatchObject({ changed: 2 });
    expect(await compare(rows('1,a,1.00', '1,a,2.00'), rows('1,a,2.00'), columns)).toMatchObject({
      removed: 1,
      findings: [{ id: 'records.duplicate-key' }],
    });
  });
});
