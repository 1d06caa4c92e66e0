import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainCsv } from './plain-csv.ts';
import { tableFormatOf } from './registry.ts';

describe('a plain CSV', () => {
  it.each([[{}], [{ key: ['id'] }], [{ key: ['shop', 'day'] }]])('is known without the schemas: %j', (config) => {
    expect(plainCsv(config)).toEqual(tableFormatOf({ kind: 'csv', config }));
  });

  it('is never what the schema would not make of the same settings', () => {
    const name = fc.oneof(fc.constantFrom('', 'a', 'b', '__proto__'), fc.string());
    const value = fc.oneof(fc.array(name, { maxLength: 3 }), fc.anything());
    const config = fc.dictionary(fc.constantFrom('key', 'delimiter', 'quote', 'header', 'encoding', 'columns', 'unpack', 'x'), value, { maxKeys: 2 });
    fc.assert(
      fc.property(fc.oneof(config, fc.record({ key: value })), (settings) => {
        const plain = plainCsv(settings);
        if (plain !== undefined) expect(plain).toEqual(tableFormatOf({ kind: 'csv', config: settings }));
      }),
      { numRuns: 500 },
    );
  });
});
