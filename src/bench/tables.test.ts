import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { useTempFolder } from '../testing/temporary-folder.ts';
import { plantCells } from './plant.ts';
import { COLUMNS, nineHoursEarlier } from './record.ts';
import { type Variant, writeTable } from './write-tables.ts';

const folder = useTempFolder();
const SHAPE = { seed: 7, records: 21_000, changedCells: 50 };

function rows(variant: Variant): string[][] {
  const file = folder.fresh();
  writeTable(file, variant, SHAPE);
  return parse(readFileSync(file), { from_line: 2 });
}

describe('the generated tables', () => {
  const legacy = rows('legacy');

  it('have the stated shape', () => {
    expect(legacy).toHaveLength(SHAPE.records);
    expect(legacy.every((row) => row.length === COLUMNS.length)).toBe(true);
    expect(new Set(legacy.map(([id]) => id)).size).toBe(SHAPE.records);
    expect(legacy.filter(([, name]) => /[",\n]/.test(name ?? '')).length / SHAPE.records).toBeCloseTo(0.05, 2);
  });

  it('are the same again', () => expect(rows('legacy')).toEqual(legacy));

  it('differ in the planted cells and nowhere else', () => {
    const changed = rows('changed');
    const found = legacy.flatMap((row, index) =>
      row.flatMap((text, column) =>
        text === changed[index]?.[column] ? [] : [{ key: row[0], column: COLUMNS[column], legacy: text, candidate: changed[index]?.[column] }],
      ),
    );
    expect(found).toHaveLength(50);
    expect(found).toEqual([...plantCells(SHAPE.seed, SHAPE.records, SHAPE.changedCells).values()]);
  });

  it('are the same records in another order', () => {
    const shuffled = rows('same-shuffled');
    const byKey = (table: string[][]) => table.toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1));
    expect(shuffled).not.toEqual(legacy);
    expect(byKey(shuffled)).toEqual(byKey(legacy));
    expect(byKey(rows('shuffled'))).toEqual(byKey(rows('changed')));
  });

  it('are nine hours apart', () => {
    expect(nineHoursEarlier('2026-03-01 08:00:00')).toBe('2026-02-28 23:00:00');
    expect(rows('shifted')).toEqual(legacy.map((row) => row.with(5, nineHoursEarlier(row[5] ?? ''))));
  });
});
