import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainPair, tableInput } from '../../../testing/table-input.ts';
import { partial } from './partial.ts';

const lines = Array.from({ length: 60 }, (_, index) => `${index + 1},name ${index * 7},${index * 31}\n`);
const WHOLE = `id,name,v\n${lines.join('')}`;
const LEAF = 'id,name,v\n1,山田,"a ""b""\nc"\n2,é,\n3,😀,x\n';
const key = ['id'];

describe('partial: the beginning of the file, byte by byte', () => {
  it.each([['candidate'], ['legacy']])('explains all when %s is cut inside a record', async (side) => {
    const files = side === 'candidate' ? ([WHOLE, WHOLE.slice(0, 500)] as const) : ([WHOLE.slice(0, 500), WHOLE] as const);
    const { explanations, open, accounted } = await explainPair(partial, ...files, { key });
    expect(explanations).toMatchObject([{ strength: 'reproduces', parameters: { side, bytes: 500, ofBytes: WHOLE.length } }]);
    expect(open).toEqual([]);
    expect(accounted[0]?.length).toBeGreaterThan(10);
  });

  it('tells a file that ends with a record', async () => {
    const cut = `id,name,v\n${lines.slice(0, 20).join('')}`;
    const { explanations, accounted } = await explainPair(partial, WHOLE, cut, { key });
    expect(explanations).toMatchObject([{ strength: 'consistent', parameters: { records: 20, ofRecords: 60 } }]);
    expect(explanations[0]?.cause.text).toContain('ends after record 20 of 60');
    expect(accounted[0]).toHaveLength(40);
    expect((await explainPair(partial, cut, WHOLE, { key })).explanations[0]?.cause.text).toContain('read later');
  });

  it.each([
    ['', 'is empty'],
    ['id,name,v\n', 'holds the header alone'],
  ])('tells %j', async (candidate, text) => {
    expect((await explainPair(partial, WHOLE, candidate, { key })).explanations[0]?.cause.text).toContain(text);
  });

  it('explains every difference for any place of the cut, and either side', async () => {
    const bytes = Buffer.from(LEAF);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: bytes.length - 1 }), fc.boolean(), fc.boolean(), async (at, keyed, swapped) => {
        const files = [bytes, bytes.subarray(0, at)] as const;
        const [legacy, candidate] = swapped ? [files[1], files[0]] : files;
        const { explanations, open } = await explainPair(partial, legacy, candidate, keyed ? { key } : {});
        expect(explanations).toHaveLength(1);
        expect(open).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('partial: the beginning of the file, record by record', () => {
  const changed = WHOLE.replace('name 35', 'NAME');

  it.each([
    ['with a record', 'id,name,v\n'.length + lines.slice(0, 30).join('').length, 30],
    ['inside a value', 'id,name,v\n'.length + lines.slice(0, 30).join('').length + 6, 29 + 2],
    ['inside the key', 'id,name,v\n'.length + lines.slice(0, 30).join('').length + 1, undefined],
  ])('leaves an unrelated change unexplained when the file ends %s', async (_, at, count) => {
    const candidate = changed.slice(0, at - ('name 35'.length - 'NAME'.length));
    const { explanations, open, accounted } = await explainPair(partial, WHOLE, candidate, { key });
    expect(explanations).toHaveLength(1);
    expect(open.filter(({ kind }) => kind !== 'representation')).toMatchObject([{ kind: 'changed', key: ['6'], column: 'name' }]);
    if (count !== undefined) expect(accounted[0]?.filter(({ kind }) => kind !== 'representation')).toHaveLength(count);
  });

  it.each([5, 60])('sees a cut inside the last or an earlier one of %i records beside a change, keyed or not', async (count) => {
    const whole = `id,name,v\n${lines.slice(0, count).join('')}`;
    for (const left of [count, count - 2])
      for (const options of [{ key }, {}]) {
        const end = `id,name,v\n${lines.slice(0, left).join('')}`.length - 4;
        const edited = whole.slice(0, end).replace(lines[1] ?? '', (lines[1] ?? '').replace('name', 'NAME'));
        const { explanations, open } = await explainPair(partial, whole, edited, options);
        expect(explanations).toMatchObject([{ strength: 'consistent', parameters: { side: 'candidate' } }]);
        expect(kindsOf(open)).toEqual('key' in options ? ['changed'] : ['removed', 'added']);
      }
  });

  it('leaves an added and an earlier removed record unexplained', async () => {
    const candidate = `id,name,v\n${[...lines.slice(0, 4), ...lines.slice(5, 12), '99,x,x\n', ...lines.slice(12, 40)].join('')}`;
    const { open, accounted } = await explainPair(partial, WHOLE, candidate, { key });
    expect(open.map(({ kind, key: of }) => [kind, of?.[0]])).toEqual([
      ['removed', '5'],
      ['added', '99'],
    ]);
    expect(accounted[0]).toHaveLength(20);
  });
});

function kindsOf(differences: readonly { readonly kind: string }[]): string[] {
  return differences.map(({ kind }) => kind).filter((kind) => kind !== 'representation');
}

describe('partial: silence', () => {
  it.each([
    ['one changed cell', WHOLE, WHOLE.replace('name 35', 'NAME')],
    ['records missing here and there', WHOLE, `id,name,v\n${lines.filter((_, index) => index % 7 !== 3).join('')}`],
    ['other records', WHOLE, 'id,name,v\n100,a,b\n200,c,d\n300,e,f\n400,x,y\n'],
    ['another order and fewer records', WHOLE, `id,name,v\n${lines.slice(0, 40).reverse().join('')}`],
    ['no last line end and another last record', WHOLE, WHOLE.trimEnd().replace(/[^,]*$/, 'other')],
    ['five records and three others after one', 'id,name,v\n1,a,a\n2,b,b\n3,c,c\n4,d,d\n5,e,e\n', 'id,name,v\n1,a,a\n7,x,x\n8,y,y\n'],
    ['the same', WHOLE, WHOLE],
  ])('on %s', async (_, legacy, candidate) => {
    expect((await explainPair(partial, legacy, candidate, { key })).explanations).toEqual([]);
  });

  it('stops when it is told to', async () => {
    const { input } = await tableInput(WHOLE, WHOLE.slice(0, 500), { key, signal: AbortSignal.abort() });
    await expect(partial.explain(input)).rejects.toMatchObject({ code: 'compare.cancelled' });
  });
});
