import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanAlone } from '../../testing/scan-alone.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { recordsApart } from './match-sections.ts';
import type { ScanReport, Sections } from './scan-task.ts';

const file = join(temporaryFolder(), 'sections.csv');
const part = fc.constantFrom('', '1', '2', '10', '19', '9', 'a', 'é', 'い', 'k1234567', 'k1234568', 'k12345678', 'a'.repeat(5000), 'q"', 'n\n');
const keys = fc.array(fc.tuple(part, part), { maxLength: 12 });
const chunk = fc.constantFrom(64, 128, 1 << 16);

function quoted(text: string, always: boolean): string {
  return always || /["\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function sectionsOf(rows: readonly (readonly string[])[], chunkBytes: number, sectionRows: number, always = false): ScanReport {
  writeFileSync(file, `a,b,n\n${rows.map((row, at) => `${row.map((cell) => quoted(cell, always)).join(',')},${at}\n`).join('')}`);
  const found = scanAlone({ file, columns: 3, key: [0, 1], keep: 'sections', sectionRows }, chunkBytes);
  if ('irregular' in found) throw new Error(found.irregular);
  return found;
}

const byText = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const byLength = (a: string, b: string) => Buffer.byteLength(a) - Buffer.byteLength(b) || byText(a, b);
const tuples = (order: (a: string, b: string) => number) => (a: readonly string[], b: readonly string[]) =>
  order(a[0] ?? '', b[0] ?? '') || order(a[1] ?? '', b[1] ?? '');
const orders = [byText, byLength].flatMap((order) => [tuples(order), (a: readonly string[], b: readonly string[]) => tuples(order)(b, a)]);

describe('a file cut into sections', () => {
  it('is cut only where no key occurs twice, and wherever keys only rise or fall', async () => {
    const sorted = fc.tuple(keys, fc.constantFrom(...orders)).map(([rows, order]) => rows.toSorted(order));
    let cut = 0;
    await fc.assert(
      fc.property(fc.oneof(keys, sorted), chunk, fc.boolean(), (rows, chunkBytes, always) => {
        const { sections, emptyKeys } = sectionsOf(rows, chunkBytes, 2, always);
        expect(emptyKeys).toBe(rows.filter((row) => row.includes('')).length);
        const inOrder = orders.some((order) => rows.every((row, at) => at === 0 || order(rows[at - 1] ?? [], row) < 0));
        if (sections !== undefined) expect(inOrder).toBe(true);
        // What holds a quote, or is longer than the room for a key, is not followed.
        else if (inOrder) expect(rows.flat().some((cell) => cell.includes('"') || cell.length >= 2000)).toBe(true);
        if (sections !== undefined) cut += 1;
      }),
      { numRuns: 300 },
    );
    expect(cut).toBeGreaterThan(50);
  }, 300_000);

  it('has all records in its sections, whatever the chunks', async () => {
    await fc.assert(
      fc.property(fc.nat({ max: 300 }), fc.constantFrom(1, 4, 64), chunk, (count, sectionRows, chunkBytes) => {
        const rows = Array.from({ length: count }, (_, at) => [String(1000 + at), 'x'.repeat(at % 40)]);
        const { sections, sumLow, sumHigh } = sectionsOf(rows, chunkBytes, sectionRows);
        expect(sections?.ends.at(-1) ?? 0).toBe(count);
        const total = (half: number) => (sections?.sums ?? new BigUint64Array()).reduce((sum, one, at) => (at % 2 === half ? sum + one : sum), 0n);
        expect([BigInt.asUintN(64, total(0)), BigInt.asUintN(64, total(1))]).toEqual([sumLow, sumHigh]);
        expect(sections).toEqual(sectionsOf(rows, 1 << 16, sectionRows).sections);
      }),
      { numRuns: 60 },
    );
  }, 300_000);
});

describe('sections of two sides', () => {
  const section = fc.record({ low: fc.bigInt(0n, 5n), high: fc.bigInt(0n, 1n), rows: fc.integer({ min: 1, max: 2 }) });
  const side = fc.array(section, { maxLength: 12 });
  const made = (all: readonly { low: bigint; high: bigint; rows: number }[]): Sections => {
    let end = 0;
    return { ends: Uint32Array.from(all, ({ rows }) => (end += rows)), sums: BigUint64Array.from(all.flatMap(({ low, high }) => [low, high])) };
  };

  it('settle a record only together with one of the same section', async () => {
    await fc.assert(
      fc.property(side, side, (mine, theirs) => {
        const apart = recordsApart(made(mine), made(theirs));
        const left = (all: typeof mine, ranges: typeof apart.legacy) => {
          const { ends } = made(all);
          return all.filter((_, nth) => !ranges.some(([first, last]) => first <= (ends[nth] ?? 0) && (ends[nth] ?? 0) <= last));
        };
        const text = (one: (typeof mine)[number]) => `${one.low} ${one.high} ${one.rows}`;
        // What is gone on one side is gone on the other.
        expect(left(mine, apart.legacy).map(text).sort()).toEqual(left(theirs, apart.candidate).map(text).sort());
      }),
    );
  });

  it('leave nothing apart when they are the same', () => {
    const same = made([1n, 2n, 3n].map((low) => ({ low, high: 0n, rows: 2 })));
    expect(recordsApart(same, same)).toEqual({ legacy: [], candidate: [] });
  });
});
