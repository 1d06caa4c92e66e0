import { describe, expect, it } from 'vitest';
import { explainCells, type Texts, UNRELATED } from '../../../testing/explain-cells.ts';
import { floatNoise } from './float-noise.ts';

describe('floatNoise', () => {
  it.each<[string, readonly Texts[], object]>([
    [
      'the last bits',
      [
        ['0.3', '0.30000000000000004'],
        ['1e23', '1.0000000000000001e+23'],
      ],
      { precision: 'double', ulps: 16 },
    ],
    [
      'long integers',
      [
        ['9007199254740993', '9007199254740992'],
        ['12345678901234567890', '12345678901234567000'],
      ],
      { precision: 'double', how: 'integers' },
    ],
    [
      'long sums',
      [
        ['30.7', '30.70000000000024'],
        ['499500.00000000064', '499499.9999999991'],
      ],
      { precision: 'double', ulps: 4096 },
    ],
    [
      'singles of legacy',
      [
        ['12.3400001525879', '12.34'],
        ['0.100000001490116', '0.1'],
      ],
      { precision: 'single', side: 'legacy' },
    ],
    [
      'singles',
      [
        ['0.1', '0.100000001490116'],
        ['16777217', '16777216'],
        ['123456789', '123456792'],
      ],
      { precision: 'single' },
    ],
  ])('names %s', (_what, cells, parameters) => {
    expect(explainCells(floatNoise, cells)).toMatchObject({ rules: [{ parameters, cells: cells.length }], left: [] });
  });

  it('takes neither a real difference nor another id for noise', () => {
    const cells: readonly Texts[] = [
      ['0.3', '0.3000001'],
      ['1.00', '1.01'],
      ['9007199254740993', '9007199254740995'],
      ['100000001', '100000002'],
      ['1'.repeat(300), '2'],
    ];
    expect(explainCells(floatNoise, cells).rules).toEqual([]);
  });

  it('is silent on unrelated cells, and leaves one beside its own', () => {
    expect(explainCells(floatNoise, UNRELATED)).toEqual({ rules: [], left: UNRELATED });
    for (const unrelated of UNRELATED)
      expect(explainCells(floatNoise, [...OWN, unrelated])).toMatchObject({ rules: [{ cells: OWN.length }], left: [unrelated] });
  });
});

const OWN: readonly Texts[] = [
  ['0.3', '0.30000000000000004'],
  ['1.1', '1.1000000000000001'],
];
