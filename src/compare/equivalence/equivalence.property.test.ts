import { writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUnread, relateCells } from '../../testing/relate-cells.ts';
import { useTempFolder } from '../../testing/temporary-folder.ts';
import { writeTable } from '../../testing/write-table.ts';
import { csvFormat } from '../csv/csv-format.ts';
import { compareTables } from '../tables/compare-tables.ts';
import { ColumnRules } from './column-rules.ts';
import type { ColumnDeclaration } from './declaration.ts';

const folder = useTempFolder();
const SAME = ['same', 'settled', 'equivalent'];

const textual = fc.record<ColumnDeclaration>(
  { width: fc.constant('nfkc'), trim: fc.constant(true), case: fc.constant('fold'), nullWords: fc.constantFrom(['', 'NULL'], ['-']) },
  { requiredKeys: [] },
);
const reading = fc.constantFrom<ColumnDeclaration>(
  {},
  { decimal: {} },
  { decimal: { digits: 1, round: 'half-even' } },
  { dateTime: { legacy: 'Asia/Tokyo', candidate: 'Asia/Tokyo' } },
  { items: { separator: ';', order: 'any', repeats: 'counted' } },
);
const normalising = fc.tuple(textual, reading).map(([texts, value]) => ({ ...texts, ...value }));
const text = fc.oneof(
  fc.constantFrom('', ' ', '-', 'NULL', 'null', 'a;b', 'b;a', 'A', 'ａ', 'a ', 't', 'n', 'v1', '1', '1.0', '01', '１', '1e0', '0.95', '0.25', '0.35'),
  fc.constantFrom('2026-11-25 10:30', '2026-11-25T01:30Z', '2026-11-25 10:30:00.0', '2026-11-24 20:30-05'),
  fc.string({ maxLength: 4, unit: 'binary' }),
);

describe('normalising rules, on any cells', () => {
  it('are reflexive, symmetric and transitive', () => {
    fc.assert(
      fc.property(normalising, text, text, text, (declared, a, b, c) => {
        const equal = (x: string, y: string) => SAME.includes(relateCells(declared, x, y));
        expect(equal(a, a)).toBe(true);
        expect(equal(a, b)).toBe(equal(b, a));
        if (equal(a, b) && equal(b, c)) expect(equal(a, c)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('never make a text that no rule read equal to a value', () => {
    fc.assert(
      fc.property(normalising, text, text, (declared, a, b) => {
        const rules = new ColumnRules(declared);
        if (isUnread(declared, a) && !isUnread(declared, b) && SAME.includes(relateCells(declared, a, b))) expect(rules.reads).toBeUndefined();
      }),
      { numRuns: 3000 },
    );
  });
});

/** Numbers as thousandths, written in one of several ways. */
const thousandths = fc.integer({ min: -3000, max: 3000 });
const written = (value: number, way: number) => [(value / 1000).toFixed(3), `${value}e-3`, `${value}000E-6`][way] ?? '';

describe('a tolerance, on any numbers', () => {
  const way = fc.nat(2);
  it('accepts up to its absolute bound and nothing beyond', () => {
    fc.assert(
      fc.property(thousandths, thousandths, fc.nat(200), way, way, (a, b, bound, ways, waysToo) => {
        const relation = relateCells({ tolerance: { absolute: (bound / 1000).toFixed(3) } }, written(a, ways), written(b, waysToo));
        expect(relation !== 'different').toBe(Math.abs(a - b) <= bound);
      }),
      { numRuns: 2000 },
    );
  });

  it('accepts up to its share of legacy and nothing beyond', () => {
    fc.assert(
      fc.property(thousandths, thousandths, fc.nat(999), way, way, (a, b, share, ways, waysToo) => {
        const relation = relateCells({ tolerance: { relative: (share / 1000).toFixed(3) } }, written(a, ways), written(b, waysToo));
        expect(relation !== 'different').toBe(Math.abs(a - b) * 1000 <= share * Math.abs(a));
      }),
      { numRuns: 2000 },
    );
  });
});

interface Row {
  readonly id: string;
  readonly name: string;
  readonly fee: number;
  readonly run: string;
}
const rows = fc.uniqueArray(
  fc.record<Row>({
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    name: fc.constantFrom('x', 'X', 'y', ' x', ''),
    fee: fc.nat(5),
    run: fc.constantFrom('r1', 'r2'),
  }),
  { selector: (row) => row.id },
);

/** Written from the rules alone, on the values that the tables are made of. */
function oracle(legacy: readonly Row[], candidate: readonly Row[]) {
  const counts = { added: 0, removed: 0, changed: 0, cells: 0, name: 0, fee: 0, run: 0 };
  for (const mine of legacy) {
    const theirs = candidate.find((row) => row.id === mine.id);
    if (theirs === undefined) {
      counts.removed += 1;
      continue;
    }
    const sameName = mine.name.trim().toLowerCase() === theirs.name.trim().toLowerCase();
    const sameFee = Math.abs(mine.fee - theirs.fee) <= 2;
    counts.cells += Number(!sameName) + Number(!sameFee);
    counts.changed += Number(!sameName || !sameFee);
    counts.name += Number(sameName && mine.name !== theirs.name);
    counts.fee += Number(sameFee && mine.fee !== theirs.fee);
    counts.run += Number(mine.run !== theirs.run);
  }
  counts.added = candidate.filter((row) => !legacy.some((mine) => mine.id === row.id)).length;
  return counts;
}

describe('compareTables with rules, on random tables', () => {
  const columns = {
    id: { case: 'fold' },
    name: { trim: true, case: 'fold' },
    fee: { tolerance: { absolute: '2' } },
    run: { ignore: 'generated' },
  } as const;
  const style = { bom: false, lineEnd: '\n', finalNewline: true, quoting: 'minimal', empty: '' } as const;

  it('counts what a naive oracle counts, in stretches of any size', async () => {
    await fc.assert(
      fc.asyncProperty(rows, rows, fc.constantFrom(1, 1000, 1 << 20), async (legacy, candidate, memoryBytes) => {
        const format = csvFormat.config.parse({});
        const files = [folder.fresh(), folder.fresh()] as const;
        const table = (all: readonly Row[], key: (id: string) => string) =>
          writeTable(
            ['id', 'name', 'fee', 'run'],
            all.map((row) => [key(row.id), row.name, String(row.fee), row.run]),
            style,
          );
        await writeFile(
          files[0],
          table(legacy, (id) => id),
        );
        await writeFile(
          files[1],
          table(candidate, (id) => id.toUpperCase()),
        );
        const result = await compareTables({ file: files[0], format }, { file: files[1], format }, { key: ['id'], columns, memoryBytes });
        const { added, removed, changed, cells, equivalent, ignored } = result;
        const [name = 0, fee = 0] = [equivalent.get('name'), equivalent.get('fee')];
        expect({ added, removed, changed, cells, name, fee, run: ignored[0]?.cells }).toEqual(oracle(legacy, candidate));
        expect(result.findings).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
