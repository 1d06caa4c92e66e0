import { writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { useTempFolder } from '../../../testing/temporary-folder.ts';
import { writeTable } from '../../../testing/write-table.ts';
import { canonicalDecimal, parseDecimal } from '../../cells/decimal.ts';
import { csvFormat } from '../../csv/csv-format.ts';
import { withTables } from '../with-tables.ts';
import { cellValue, decimalType, firstUnread, numberShapes } from './number-shape.ts';

const folder = useTempFolder();
const CELL = { column: 'c0', nullWords: ['NULL'] };

async function read(cells: readonly string[]) {
  const file = folder.fresh();
  await writeFile(
    file,
    writeTable(
      ['n'],
      cells.map((text) => [text]),
    ),
  );
  const sources = [{ file, format: csvFormat.config.parse({}) }];
  const result = await withTables([{ view: 'legacy', side: 'legacy', sources }], 'places', { threads: 1 }, undefined, async (duck) => {
    const [shape, again] = await numberShapes(duck, 'legacy', [CELL, CELL]);
    if (shape === undefined) throw new Error('no shape');
    expect(again).toEqual(shape);
    const type = decimalType([shape]);
    const values =
      shape.unread > 0 || type === undefined
        ? undefined
        : (await duck.rows(`SELECT CAST(${cellValue(CELL)} AS ${type})::VARCHAR FROM legacy`)).flat();
    return { shape, type, values, first: await firstUnread(duck, 'legacy', CELL) };
  });
  return result.value;
}

const digits = (max: number) => fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: max });
const number = (max: number) =>
  fc
    .tuple(
      fc.constantFrom('', '-', '+'),
      digits(max),
      fc.option(digits(max)),
      fc.option(fc.tuple(fc.constantFrom('e', 'E'), fc.constantFrom('', '-', '+'), fc.integer({ min: 0, max: 9 }))),
    )
    .map(
      ([sign, whole, fraction, exponent]) => `${sign}${whole}${fraction === null ? '' : `.${fraction}`}${exponent === null ? '' : exponent.join('')}`,
    );
const text = fc.oneof(
  { weight: 5, arbitrary: number(8) },
  { weight: 1, arbitrary: number(16) },
  fc.constantFrom('1_000', ' 1', '1 ', '1,5', 'inf', 'NaN', '0x10', '-', '.', '１', 'true', '1e', 'NULL', ''),
);

it('holds every number that parseDecimal reads, exactly, and reads nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.array(number(8), { minLength: 1, maxLength: 60 }), fc.array(text, { minLength: 1, maxLength: 6 })),
      async (cells) => {
        const result = await read(cells);
        const numbers = cells.filter((one) => one !== '' && one !== 'NULL');
        const unread = numbers.filter((one) => parseDecimal(one) === undefined);
        expect(result?.shape.unread).toBe(unread.length);
        expect(result?.first?.text).toBe(unread[0]);
        if (result?.first !== undefined) expect(cells[result.first.record - 1]).toBe(unread[0]);
        if (result?.values === undefined) return;
        const canonical = (one: string | null | undefined) => canonicalDecimal(parseDecimal(one ?? '') ?? { digits: -999n, scale: 0 });
        expect(result.values.map((one) => (one === null ? '' : canonical(one)))).toEqual(
          cells.map((one) => (numbers.includes(one) ? canonical(one) : '')),
        );
      },
    ),
    { numRuns: Number(process.env.RUNS ?? 12) },
  );
});

it('takes the narrow type where it can, and none where no type is wide enough', async () => {
  expect((await read(['1.5', '-22', '1e-3']))?.type).toBe('DECIMAL(18, 3)');
  expect((await read(['1.5', '12345678901234567890']))?.type).toBe('DECIMAL(38, 1)');
  expect((await read(['0.00000000000000000001', '12345678901234567890']))?.type).toBeUndefined();
});
