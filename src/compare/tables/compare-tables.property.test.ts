import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { useTempFolder } from '../../testing/temporary-folder.ts';
import { type TableStyle, writeTable } from '../../testing/write-table.ts';
import { csvFormat } from '../csv/csv-format.ts';
import { compareTables } from './compare-tables.ts';

const folder = useTempFolder();
const NAMES = ['id', 'part', 'name', '金額', 'a,b'];
const style: fc.Arbitrary<TableStyle> = fc.record({
  bom: fc.boolean(),
  lineEnd: fc.constantFrom('\n', '\r\n'),
  finalNewline: fc.boolean(),
  quoting: fc.constantFrom('minimal', 'always'),
  empty: fc.constantFrom('', '""'),
});
const value = fc.constantFrom('', '1', '11', '1:1', 'x', ' x', 'a"b', 'a\nb', 'a\r\nb', 'a,b', '山田〜', '-');
const keyPart = fc.constantFrom('1', '11', '', '2', 'é');

interface Case {
  readonly header: readonly string[];
  readonly key: readonly string[];
  readonly legacy: readonly (readonly string[])[];
  readonly candidate: readonly (readonly string[])[];
  readonly order: readonly number[];
  readonly styles: readonly [TableStyle, TableStyle];
}

const cases: fc.Arbitrary<Case> = fc.integer({ min: 1, max: NAMES.length }).chain((width) => {
  const header = NAMES.slice(0, width);
  const record = fc.tuple(...header.map((_, index) => (index < 2 ? keyPart : value)));
  const records = fc.array(record, { maxLength: 12 });
  return fc.record({
    header: fc.constant(header),
    key: fc.constantFrom(
      [],
      ['id'],
      ...(width > 1
        ? [
            ['id', 'part'],
            ['part', 'id'],
          ]
        : []),
    ),
    legacy: records,
    candidate: records,
    order: fc.shuffledSubarray([...header.keys()], { minLength: width, maxLength: width }),
    styles: fc.tuple(style, style),
  });
});

type Counts = { added: number; removed: number; changed: number; cells: number; columns: Record<string, number> };

/** Written from the rules alone: lists, quadratic, nothing shared with the code under test. */
function oracle({ header, key, legacy, candidate }: Case): Counts {
  const places = (key.length === 0 ? header : key).map((name) => header.indexOf(name));
  const keyOf = (record: readonly string[]) => JSON.stringify(places.map((place) => record[place]));
  const counts: Counts = { added: 0, removed: 0, changed: 0, cells: 0, columns: {} };
  for (const id of new Set([...legacy, ...candidate].map(keyOf))) {
    const mine = legacy.filter((record) => keyOf(record) === id);
    const theirs = candidate.filter((record) => keyOf(record) === id);
    for (const record of [...mine]) {
      const twin = theirs.findIndex((other) => JSON.stringify(other) === JSON.stringify(record));
      if (twin === -1) continue;
      theirs.splice(twin, 1);
      mine.splice(
        mine.findIndex((other) => JSON.stringify(other) === JSON.stringify(record)),
        1,
      );
    }
    while (mine.length > 0 && theirs.length > 0) {
      const [a, b] = [mine.shift() ?? [], theirs.shift() ?? []];
      counts.changed += 1;
      for (const [index, name] of header.entries()) {
        if (a[index] === b[index]) continue;
        counts.cells += 1;
        counts.columns[name] = (counts.columns[name] ?? 0) + 1;
      }
    }
    counts.removed += mine.length;
    counts.added += theirs.length;
  }
  return counts;
}

async function writeCase(one: Case) {
  const files = { legacy: join(folder.path, 'legacy.csv'), candidate: join(folder.path, 'candidate.csv') };
  const permute = (record: readonly string[]) => one.order.map((place) => record[place] ?? '');
  await writeFile(files.legacy, writeTable(one.header, one.legacy, one.styles[0]));
  await writeFile(files.candidate, writeTable(permute(one.header), one.candidate.map(permute), one.styles[1]));
  const format = csvFormat.config.parse({});
  return [
    { file: files.legacy, format },
    { file: files.candidate, format },
  ] as const;
}

describe('compareTables on random tables', () => {
  it('counts what a naive oracle counts', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (one) => {
        const [legacy, candidate] = await writeCase(one);
        const result = await compareTables(legacy, candidate, one.key.length === 0 ? {} : { key: one.key });
        const { added, removed, changed, cells, differences } = result;
        expect({ added, removed, changed, cells, columns: Object.fromEntries(differences.columns) }).toEqual(oracle(one));
        const representation = differences.total - differences.content;
        expect(differences.total).toBe(added + removed + cells + representation);
        expect([result.legacy.rows, result.candidate.rows]).toEqual([one.legacy.length, one.candidate.length]);
        expect(result.findings.filter(({ id }) => id !== 'records.duplicate-key')).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('gives the same result in stretches of any size, and again', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (one) => {
        const [legacy, candidate] = await writeCase(one);
        const options = { ...(one.key.length === 0 ? {} : { key: one.key }), limit: 5 };
        const whole = await compareTables(legacy, candidate, options);
        expect(await compareTables(legacy, candidate, { ...options, memoryBytes: 1 })).toEqual(whole);
        expect(await compareTables(legacy, candidate, { ...options, memoryBytes: 1000 })).toEqual(whole);
        expect(whole.differences.listed.length).toBe(Math.min(5, whole.differences.total));
      }),
      { numRuns: 50 },
    );
  });

  it('mirrors when the sides are swapped', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (one) => {
        const [legacy, candidate] = await writeCase(one);
        const options = one.key.length === 0 ? {} : { key: one.key };
        const there = await compareTables(legacy, candidate, options);
        const back = await compareTables(candidate, legacy, options);
        expect([back.added, back.removed, back.changed, back.cells]).toEqual([there.removed, there.added, there.changed, there.cells]);
        expect([back.nullQuoting, back.differences.total]).toEqual([there.nullQuoting, there.differences.total]);
      }),
      { numRuns: 50 },
    );
  });
});
