import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainCells, type Texts, UNRELATED } from '../../../testing/explain-cells.ts';
import { rounding } from './rounding.ts';

describe('rounding', () => {
  it.each<[string, readonly Texts[], object]>([
    [
      'half-even',
      [
        ['2.345', '2.34'],
        ['2.355', '2.36'],
        ['1.236', '1.24'],
      ],
      { side: 'candidate', digits: 2, mode: 'half-even' },
    ],
    [
      'half-up',
      [
        ['2.345', '2.35'],
        ['-2.345', '-2.35'],
        ['1.231', '1.23'],
      ],
      { side: 'candidate', digits: 2, mode: 'half-up' },
    ],
    [
      'truncated',
      [
        ['2.349', '2.34'],
        ['-2.349', '-2.34'],
        ['1.231', '1.23'],
      ],
      { side: 'candidate', digits: 2, mode: 'truncated' },
    ],
    [
      'zeros at the end left out',
      [
        ['1.999', '2'],
        ['1.504', '1.5'],
        ['3.141', '3.14'],
      ],
      { digits: 2, mode: 'nearest' },
    ],
    [
      'a legacy that rounds',
      [
        ['2.35', '2.346'],
        ['7.12', '7.1199'],
      ],
      { side: 'legacy', digits: 2, mode: 'nearest' },
    ],
    [
      'six significant digits',
      [
        ['1234567.89', '1.23457e+06'],
        ['12345678', '1.23457e+07'],
      ],
      { significant: 6 },
    ],
    [
      'zeros at the end left out beside digits that were rounded',
      [
        ['2.346', '2.35'],
        ['1.231', '1.23'],
        ['7.120', '7.12'],
        ['5.000', '5'],
      ],
      { side: 'candidate', digits: 2 },
    ],
    [
      'zeros in the place of digits',
      [
        ['12.345', '12.350'],
        ['1.119', '1.120'],
        ['7.551', '7.550'],
      ],
      { side: 'candidate', digits: 2 },
    ],
    [
      'always up',
      [
        ['2.341', '2.35'],
        ['1.239', '1.24'],
        ['-7.129', '-7.12'],
      ],
      { side: 'candidate', digits: 2, mode: 'ceiling' },
    ],
    [
      'always down',
      [
        ['2.349', '2.34'],
        ['-1.231', '-1.24'],
        ['-7.129', '-7.13'],
      ],
      { side: 'candidate', digits: 2, mode: 'floor' },
    ],
    [
      'the last digit',
      [
        ['0.12', '0.13'],
        ['5.55', '5.56'],
        ['7.01', '7.00'],
      ],
      { how: 'last digit' },
    ],
  ])('names %s', (_what, cells, parameters) => {
    expect(explainCells(rounding, cells)).toMatchObject({ rules: [{ parameters, cells: cells.length }], left: [] });
  });

  it('takes a number of the same value, another number and the noise of floats for no rounding', () => {
    const cells: readonly Texts[] = [
      ['1.50', '1.5'],
      ['2.345', '2.37'],
      ['0.30000000000000004', '0.3'],
      ['7', '8'],
      ['1.00', '1.01'],
      ['2.00', '2.01'],
      ['12.34', '12.3400001525879'],
      ['30.7', '30.70000000000024'],
    ];
    expect(explainCells(rounding, cells)).toEqual({ rules: [], left: cells });
  });

  it('is silent on unrelated cells, and leaves one beside its own', () => {
    const own: readonly Texts[] = [
      ['2.346', '2.35'],
      ['7.124', '7.12'],
    ];
    expect(explainCells(rounding, UNRELATED)).toEqual({ rules: [], left: UNRELATED });
    for (const unrelated of UNRELATED)
      expect(explainCells(rounding, [...own, unrelated])).toMatchObject({ rules: [{ cells: 2 }], left: [unrelated] });
  });

  it('explains whatever is rounded, in any of the ways', () => {
    // Thousandths as integers, so that the oracle is exact.
    const thousandths = fc.integer({ min: -99_999, max: 99_999 }).filter((value) => value % 10 !== 0);
    const ways = {
      'half-up': (value: number) => Math.sign(value) * Math.floor((Math.abs(value) + 5) / 10),
      'half-even': (value: number) => {
        const [floor, rest] = [Math.floor(Math.abs(value) / 10), Math.abs(value) % 10];
        return Math.sign(value) * (rest > 5 || (rest === 5 && floor % 2 === 1) ? floor + 1 : floor);
      },
      truncated: (value: number) => Math.trunc(value / 10),
    } as const;
    const text = (value: number, digits: number) => {
      const padded = String(Math.abs(value)).padStart(digits + 1, '0');
      return `${value < 0 ? '-' : ''}${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
    };
    fc.assert(
      fc.property(
        fc.array(thousandths, { minLength: 1, maxLength: 30 }),
        fc.constantFrom(...(Object.keys(ways) as (keyof typeof ways)[])),
        (values, way) => {
          const cells = values.map((value): Texts => [text(value, 3), text(ways[way](value), 2)]);
          const { rules, left } = explainCells(rounding, cells);
          expect(left).toEqual([]);
          expect(rules).toMatchObject([{ parameters: { side: 'candidate', digits: 2 }, cells: cells.length }]);
        },
      ),
    );
  });
});
