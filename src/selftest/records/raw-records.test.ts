import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RawRecords, rawOf, textOf } from './raw-records.ts';

const layout = { delimiter: ',', quote: '"', header: true, key: [], utf8: true };

const cell = fc.string({ unit: fc.constantFrom('a', '7', '"', ',', '\n', '\r', ' ', 'é', '葵'), maxLength: 5 });
const table = fc.record({
  rows: fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 6 }),
  end: fc.constantFrom('\n', '\r\n'),
  bom: fc.boolean(),
  last: fc.boolean(),
});

const latin = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

it('tells records and cells apart, and changes one cell without touching another', () => {
  fc.assert(
    fc.property(table, fc.nat(), fc.nat(2), cell, ({ rows, end, bom, last }, at, column, text) => {
      const written = (all: readonly (readonly string[])[]) => {
        const lines = [['x', 'y', 'z'], ...all].map((cells) => cells.map((one) => rawOf(one, '""', layout)).join(','));
        return Buffer.from(`${bom ? '\ufeff' : ''}${lines.join(end)}${last ? end : ''}`, 'utf8');
      };
      const records = new RawRecords(written(rows), layout);
      expect(records.columns).toEqual(['x', 'y', 'z']);
      expect(records.count).toBe(rows.length);
      const record = at % rows.length;
      const cells = records.cells(record);
      expect(cells.map((raw) => textOf(raw, layout))).toEqual(rows[record]?.map(latin));
      const changed = records.withCells(record, cells.with(column, rawOf(latin(text), '""', layout)));
      const expected = rows.map((row, index) => (index === record ? row.with(column, text) : row));
      expect(changed.toString('latin1')).toBe(written(expected).toString('latin1'));
    }),
  );
});
