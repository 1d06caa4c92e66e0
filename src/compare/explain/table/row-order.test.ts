import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { describeWithPrograms } from '../../../testing/system-program.ts';
import { explainPair, type InputOptions, tableInput } from '../../../testing/table-input.ts';
import { writeTable } from '../../../testing/write-table.ts';
import { explainOrder } from './explain-order.ts';
import { collation, rowOrder } from './row-order.ts';

const key = ['id'];
type Row = readonly string[];
const NAMES = ['apple', 'Banana', 'cherry', 'Date', 'elder', 'Fig', 'grape', 'a-b', 'ab', 'éclair', 'zoo', 'Zebra'];
const ROWS: readonly Row[] = NAMES.map((name, n) => [String((n * 7) % 12), name, String((n * 5) % 3)]);
const by = (place: number, compare: (a: string, b: string) => number) => ROWS.toSorted((a, b) => compare(a[place] ?? '', b[place] ?? ''));
const bytes = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const locale = (tag: string) => new Intl.Collator(tag).compare;
const csv = (rows: readonly Row[]) => writeTable(['id', 'name', 'part'], rows);

/** What both hypotheses say, with the difference that is shown. */
async function explain(legacy: string, candidate: string, options: InputOptions = { key }) {
  const { input } = await tableInput(legacy, candidate, options);
  return [
    ...(await rowOrder.explain(input)).map((one) => ({ id: 'row-order', ...one })),
    ...(await collation.explain(input)).map((one) => ({ id: 'collation', ...one })),
  ];
}

describe('collation', () => {
  it('sees a locale against bytes, and shows how many records moved', async () => {
    const [found, ...more] = await explain(csv(by(1, locale('en'))), csv(by(1, bytes)));
    expect(more).toEqual([]);
    expect(found).toMatchObject({
      id: 'collation',
      strength: 'reproduces',
      parameters: { column: 'name', legacy: 'en', candidate: 'bytes' },
      shows: { kind: 'representation', message: { id: 'representation.row-order', values: { looked: 12 } } },
    });
    expect(found?.cause.text).toContain('musl');
    expect(found?.fix.text).toContain('ORDER BY name COLLATE "en-x-icu"');
    if (found?.shows !== undefined) expect(found.accounts(found.shows)).toBe(true);
    expect(found?.accounts({ kind: 'value', message: { id: 'ordering.out-of-place', text: '', values: {} } })).toBe(true);
    expect(found?.accounts({ kind: 'representation', message: { id: 'representation.bom', text: '', values: {} } })).toBe(false);
  });

  it.each([
    ['bytes, en', by(1, bytes), by(1, locale('en')), { legacy: 'bytes', candidate: 'en' }, 'COLLATE "C"'],
    ['numbers, bytes', by(0, (a, b) => Number(a) - Number(b)), by(0, bytes), { column: 'id', legacy: 'numeric', candidate: 'bytes' }, 'sort -n'],
    ['case apart, bytes', by(1, (a, b) => bytes(a.toLowerCase(), b.toLowerCase())), by(1, bytes), { legacy: 'case-insensitive' }, 'lower(name)'],
    ['descending', by(1, locale('en')).toReversed(), by(1, bytes).toReversed(), { legacy: 'en', candidate: 'bytes' }, 'COLLATE "en-x-icu" DESC'],
  ])('sees %s', async (_, legacy, candidate, parameters, fix) => {
    const found = await explain(csv(legacy), csv(candidate));
    expect(found).toMatchObject([{ id: 'collation', parameters }]);
    expect(found[0]?.fix.text).toContain(fix);
  });

  it('sees Japanese against bytes', async () => {
    const rows = ['山田', '佐藤', '鈴木', 'アオキ', 'あおき', '田中', '高橋'].map((name, n) => [String(n), name, '']);
    const sort = (compare: (a: string, b: string) => number) => rows.toSorted((a, b) => compare(a[1] ?? '', b[1] ?? ''));
    expect(await explain(csv(sort(locale('ja'))), csv(sort(bytes)))).toMatchObject([
      { id: 'collation', parameters: { legacy: 'ja', candidate: 'bytes' } },
    ]);
  });

  it('sees it among ties of another column, and with an unrelated record and cell', async () => {
    const grouped = (compare: (a: string, b: string) => number) =>
      ROWS.toSorted((a, b) => bytes(a[2] ?? '', b[2] ?? '') || compare(a[1] ?? '', b[1] ?? ''));
    expect(await explain(csv(grouped(locale('en'))), csv(grouped(bytes)))).toMatchObject([
      { id: 'collation', parameters: { column: 'name', within: 'part' } },
    ]);
    const many = Array.from({ length: 60 }, (_, n) => [String(n), `${'aAbB'[n % 4]}${n}`, '']);
    const sort = (compare: (a: string, b: string) => number) => many.toSorted((a, b) => compare(a[1] ?? '', b[1] ?? ''));
    const candidate = csv([...sort(bytes).slice(0, 30), ['99', 'zz', ''], ...sort(bytes).slice(30)]).replace('a20', 'X20');
    expect(await explain(csv(sort(locale('en'))), candidate)).toMatchObject([{ id: 'collation', parameters: { legacy: 'en', candidate: 'bytes' } }]);
  });
});

describeWithPrograms(['sort'], 'collation by sort(1)', () => {
  it('is seen on whole lines, without regard to the column', async () => {
    const lines = NAMES.flatMap((name, n) => [`${name},${n}`, `${name} x,${n}`]);
    const run = (text: string) => execFileSync('sort', { input: text, env: { ...process.env, LC_ALL: 'C' } }).toString();
    const inLocale = lines
      .toSorted(locale('en'))
      .map((line) => `${line}\n`)
      .join('');
    const found = await explain(`name,v\n${inLocale}`, `name,v\n${run(inLocale)}`, {});
    expect(found).toMatchObject([{ id: 'collation', parameters: { candidate: 'bytes' } }]);
  });
});

describe('row-order', () => {
  const shuffled = [5, 2, 9, 0, 7, 11, 3, 1, 10, 4, 8, 6].map((n) => ROWS[n] ?? []);

  it.each([
    ['lost', by(1, bytes), shuffled, 'legacy sorts by name'],
    ['gained', shuffled, by(1, bytes), 'the candidate sorts by name'],
    ['columns', by(1, bytes), by(0, bytes), 'the candidate by id'],
    ['direction', by(1, bytes), by(1, bytes).toReversed(), 'legacy ascending, the candidate descending'],
    ['ties', by(2, bytes), by(2, bytes).toSorted((a, b) => bytes(a[2] ?? '', b[2] ?? '') || bytes(b[1] ?? '', a[1] ?? '')), 'sort by part'],
    ['none', shuffled, shuffled.toReversed().toSorted((a) => (a[0] === '3' ? -1 : 0)), 'neither side is sorted'],
  ])('tells the reason: %s', async (reason, legacy, candidate, text) => {
    const found = await explain(csv(legacy), csv(candidate));
    expect(found).toMatchObject([{ id: 'row-order', parameters: { reason } }]);
    expect(found[0]?.cause.text).toContain(text);
    expect(found[0]?.shows).toBeDefined();
  });

  it('tells where empty cells stand', async () => {
    const rows = ROWS.map((row, n) => (n % 4 === 0 ? [row[0] ?? '', '', ''] : row));
    const sort = (empty: string) => rows.toSorted((a, b) => bytes(a[1] || empty, b[1] || empty));
    const found = await explain(csv(sort('')), csv(sort('\uffff')));
    expect(found).toMatchObject([{ id: 'row-order', parameters: { reason: 'empties', column: 'name', legacy: 'empty values first' } }]);
    expect(found[0]?.fix.text).toContain('ORDER BY name NULLS FIRST');
  });

  it('goes by the fewest that moved, and leaves other differences alone', async () => {
    const moved = [...ROWS.slice(1, 6), ROWS[0] ?? [], ...ROWS.slice(6)].map((row) => (row[1] === 'Fig' ? [row[0] ?? '', 'FIG', row[2] ?? ''] : row));
    const { input } = await tableInput(csv(ROWS), csv([...moved, ['99', 'new', '']]), { key });
    const [found] = await rowOrder.explain(input);
    expect(found?.shows?.message?.values).toEqual({ outOfPlace: 1, looked: 12 });
    const { open } = await explainPair(rowOrder, csv(ROWS), csv([...moved, ['99', 'new', '']]), { key });
    expect(open.map(({ kind }) => kind)).toEqual(['changed', 'added']);
  });

  it.each([
    ['the same order', csv(ROWS), csv(ROWS)],
    ['a changed cell', csv(ROWS), csv(ROWS).replace('Fig', 'FIG')],
    ['an added and a removed record', csv(ROWS.slice(1)), csv([...ROWS.slice(0, 5), ...ROWS.slice(6)])],
    ['all twice', csv(ROWS), csv([...ROWS, ...ROWS])],
    ['no records', csv([]), csv(ROWS)],
  ])('is silent on %s', async (_, legacy, candidate) => {
    expect(await explain(legacy, candidate)).toEqual([]);
  });

  it('looks at as many records as it is told', async () => {
    const { input } = await tableInput(csv(ROWS), csv([...ROWS.slice(0, 8), ...ROWS.slice(8).reverse()]), { key });
    expect(await explainOrder(input, { records: 8 })).toBeUndefined();
    expect((await explainOrder(input))?.id).toBe('row-order');
  });

  it('knows that what is not near is elsewhere, and that added records move the others', async () => {
    const many = Array.from({ length: 40 }, (_, n) => [String(n + 100), 'x', '']);
    const reversed = await tableInput(csv(many), csv(many.toReversed()), { key });
    expect((await explainOrder(reversed.input, { records: 15 }))?.explanation.parameters).toMatchObject({ reason: 'direction', column: 'id' });
    const fewer = await tableInput(csv(many), csv([...ROWS, ...many.slice(3)]), { key });
    expect(await explainOrder(fewer.input, { records: 15 })).toBeUndefined();
  });
});
