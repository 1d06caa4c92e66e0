import { describe, expect, it } from 'vitest';
import { explainPair } from '../../../testing/table-input.ts';
import { columnsRenamed } from './columns-renamed.ts';

const table = (header: string, of: (n: number) => string, count = 40) =>
  `${header}\n${Array.from({ length: count }, (_, n) => `${n},${of(n)}\n`).join('')}`;
const key = ['id'];
const values = (n: number) => `c${(n * 37) % 50},${n % 2 === 0 ? 'Y' : 'N'}`;
const LEGACY = table('id,client,active', values);

describe('columns-renamed', () => {
  it('takes one column of each side, in the same place and with the same values, for one in a single record too', async () => {
    const legacy = 'id,name,v\n1,Sato,x\n';
    const renamed = await explainPair(columnsRenamed, legacy, 'id,namae,v\n1,Sato,x\n', { key: ['id'] });
    expect(renamed.explanations).toMatchObject([{ strength: 'consistent', parameters: { legacy: 'name', candidate: 'namae' } }]);
    for (const candidate of ['id,namae,v\n1,Ito,x\n', 'id,v,namae\n1,x,Sato\n', 'id,namae,v,more\n1,Sato,x,y\n'])
      expect((await explainPair(columnsRenamed, legacy, candidate, { key: ['id'] })).explanations).toEqual([]);
    expect((await explainPair(columnsRenamed, 'id,a\n1,\n', 'id,b\n1,\n', { key: ['id'] })).explanations).toEqual([]);
  });

  it('finds a renamed column by its values', async () => {
    const { explanations, accounted, open } = await explainPair(columnsRenamed, LEGACY, table('id,customer,active', values), { key });
    expect(explanations).toMatchObject([{ strength: 'reproduces', parameters: { legacy: 'client', candidate: 'customer', equal: 40, records: 40 } }]);
    expect(accounted[0]?.map(({ column }) => column)).toEqual(['client', 'customer']);
    expect(open).toEqual([]);
  });

  it('finds two that were renamed and swapped', async () => {
    const swapped = table('id,flag,customer', (n) => values(n).split(',').reverse().join(','));
    const { explanations, accounted, open } = await explainPair(columnsRenamed, LEGACY, swapped, { key });
    expect(explanations.map(({ parameters }) => [parameters.legacy, parameters.candidate])).toEqual([
      ['client', 'customer'],
      ['active', 'flag'],
    ]);
    expect(accounted.map((one) => one.length)).toEqual([2, 2]);
    expect(open).toEqual([]);
  });

  it.each([['clientId'], ['CLIENT_ID'], ['Client-Id'], ['ｃｌｉｅｎｔ_id']])('knows %s by its writing, whatever the values', async (name) => {
    const { explanations, open } = await explainPair(
      columnsRenamed,
      table('id,client_id', (n) => `x${n}`),
      table(`id,${name}`, (n) => `y${n}`),
      { key },
    );
    expect(explanations).toMatchObject([{ strength: 'consistent', parameters: { candidate: name, equal: 0 } }]);
    expect(explanations[0]?.cause.text).toContain('writing only');
    expect(open).toEqual([]);
  });

  it('finds the renamed key, and works without a key', async () => {
    const renamed = LEGACY.replace('id,', 'ID,');
    expect((await explainPair(columnsRenamed, LEGACY, renamed, { key })).explanations).toMatchObject([
      { strength: 'reproduces', parameters: { legacy: 'id', candidate: 'ID' } },
    ]);
    const { open } = await explainPair(columnsRenamed, LEGACY, LEGACY.replace('client', 'customer'));
    expect(open).toEqual([]);
    expect((await explainPair(columnsRenamed, 'a\nx\ny\n', 'b\nx\ny\n')).explanations).toMatchObject([{ strength: 'reproduces' }]);
  });

  it('leaves an unrelated cell, added record and missing column unexplained', async () => {
    const candidate = table('id,customer', (n) => (n === 7 ? 'other' : (values(n).split(',')[0] ?? '')));
    const { explanations, open } = await explainPair(columnsRenamed, LEGACY, `${candidate}99,new\n`, { key });
    expect(explanations).toMatchObject([{ strength: 'consistent', parameters: { equal: 39, records: 40 } }]);
    expect(open.map(({ kind, column }) => [kind, column])).toEqual([
      ['column', 'active'],
      ['added', undefined],
    ]);
  });

  it.each([
    ['other values', table('id,note,active', (n) => `z${n},${n % 2 === 0 ? 'Y' : 'N'}`)],
    ['a column that is only missing', table('id,active', (n) => (n % 2 === 0 ? 'Y' : 'N'))],
  ])('is silent on %s', async (_, candidate) => {
    expect((await explainPair(columnsRenamed, LEGACY, candidate, { key })).explanations).toEqual([]);
  });

  it('is silent on columns that are equal by chance or empty', async () => {
    const mostly = (at: number) => (n: number) => (n % 20 === at ? 'N' : 'Y');
    expect((await explainPair(columnsRenamed, table('id,a', mostly(3)), table('id,b', mostly(5)), { key })).explanations).toEqual([]);
    expect(
      (
        await explainPair(
          columnsRenamed,
          table('id,a', () => ''),
          table('id,b', () => ''),
          { key },
        )
      ).explanations,
    ).toEqual([]);
  });

  it('looks at a sample of large tables, in any order', async () => {
    const many = table('id,a', (n) => `v${n}`, 12_000);
    const [, ...lines] = many.trimEnd().split('\n');
    const { explanations } = await explainPair(columnsRenamed, many, `id,b\n${lines.reverse().join('\n')}\n`, { key });
    const records = Number(explanations[0]?.parameters.records);
    expect(explanations).toMatchObject([{ strength: 'reproduces' }]);
    expect(records).toBeGreaterThanOrEqual(5_000);
    expect(records).toBeLessThan(10_000);
  });
});
