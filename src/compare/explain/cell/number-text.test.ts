import { describe, expect, it } from 'vitest';
import { explainCells, type Texts, UNRELATED } from '../../../testing/explain-cells.ts';
import { numberText } from './number-text.ts';

describe('numberText', () => {
  it.each<[string, readonly Texts[], object]>([
    [
      'floats of integers',
      [
        ['1', '1.0'],
        ['-250', '-250.0'],
      ],
      { how: 'digits after the point' },
    ],
    [
      'another scale',
      [
        ['1.50', '1.5'],
        ['2.', '2'],
      ],
      { how: 'digits after the point' },
    ],
    [
      'exponents',
      [
        ['1200000', '1.2e+06'],
        ['0.00001', '1e-05'],
      ],
      { how: 'exponent' },
    ],
    [
      'plus signs',
      [
        ['+5', '5'],
        ['1.5', '+1.5'],
      ],
      { how: 'plus sign' },
    ],
    [
      'zeros before the point',
      [
        ['0.5', '.5'],
        ['-.25', '-0.25'],
      ],
      { how: 'zero before the point' },
    ],
    [
      'thousands',
      [
        ['1234567', '1,234,567'],
        ['1,000.50', '1000.50'],
      ],
      { how: 'thousands separator' },
    ],
    [
      'thousands of other locales',
      [
        ['1234567.5', '1.234.567,5'],
        ['1000', '1\u00a0000'],
      ],
      { how: 'thousands separator' },
    ],
    [
      'decimal commas',
      [
        ['1.5', '1,5'],
        ['-0,25', '-0.25'],
      ],
      { how: 'decimal comma' },
    ],
    ['signs behind', [['-12.5', '12.5-']], { how: 'sign behind' }],
    ['the sign of zero', [['-0.00', '0.00']], { how: 'sign of zero' }],
  ])('names %s', (_what, cells, parameters) => {
    expect(explainCells(numberText, cells)).toMatchObject({ rules: [{ parameters, cells: cells.length }], left: [] });
  });

  it('names amounts of money, brackets for minus, and digits that both sides group', () => {
    for (const [cells, how] of [
      [
        [
          ['1234', '¥1,234'],
          ['-50.25', '-$50.25'],
          ['700', '700円'],
        ],
        'currency sign',
      ],
      [
        [
          ['-1234', '(1,234)'],
          ['-5.50', '(5.50)'],
        ],
        'brackets for minus',
      ],
      [
        [
          ['1,234.50', '1.234,50'],
          ["12'345", '12,345'],
        ],
        'thousands separator',
      ],
    ] as const)
      expect(explainCells(numberText, cells)).toMatchObject({ rules: [{ parameters: { how }, cells: cells.length }], left: [] });
    expect(
      explainCells(numberText, [
        ['1234', '(1,234)'],
        ['1,234.50', '1.234,51'],
        ['12', '$13'],
      ]).rules,
    ).toEqual([]);
  });

  it('names each way of its own, and leaves other numbers and codes', () => {
    const cells: readonly Texts[] = [
      ['1', '1.0'],
      ['2', '2.00'],
      ['1000', '1,000'],
      ['1', '1.01'],
      ['007', '7'],
      ['1,00', '100'],
    ];
    const { rules, left } = explainCells(numberText, cells);
    expect(rules.map(({ parameters, cells: count }) => [parameters.how, count])).toEqual([
      ['digits after the point', 2],
      ['thousands separator', 1],
    ]);
    expect(left).toEqual(cells.slice(3));
  });

  it('is silent on unrelated cells, and leaves one beside its own', () => {
    expect(explainCells(numberText, UNRELATED)).toEqual({ rules: [], left: UNRELATED });
    for (const unrelated of UNRELATED)
      expect(explainCells(numberText, [...OWN, unrelated])).toMatchObject({ rules: [{ cells: OWN.length }], left: [unrelated] });
  });
});

const OWN: readonly Texts[] = [
  ['1', '1.0'],
  ['2', '2.0'],
];
