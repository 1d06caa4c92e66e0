import { describe, expect, it } from 'vitest';
import { explainCells, type Texts, UNRELATED } from '../../../testing/explain-cells.ts';
import { leadingZeros } from './leading-zeros.ts';

describe('leadingZeros', () => {
  it.each<[string, readonly Texts[], object]>([
    [
      'zeros that are lost',
      [
        ['00123', '123'],
        ['000', '0'],
        ['-07', '-7'],
      ],
      { side: 'candidate' },
    ],
    [
      'zeros that are gained',
      [
        ['123', '00123'],
        ['7', '00007'],
      ],
      { side: 'legacy' },
    ],
  ])('names %s', (_what, cells, parameters) => {
    expect(explainCells(leadingZeros, cells)).toMatchObject({ rules: [{ parameters, cells: cells.length }], left: [] });
  });

  it('names blanks in their place, zeros before a point, and codes that became floating point', () => {
    for (const cells of [
      [
        ['00123', '  123'],
        ['00007', '    7'],
      ],
      [
        ['00123.50', '123.50'],
        ['007.10', '7.10'],
      ],
      [
        ['00123', '123.0'],
        ['007', '7.0'],
      ],
    ] as const)
      expect(explainCells(leadingZeros, cells)).toMatchObject({ rules: [{ cells: 2 }], left: [] });
    expect(explainCells(leadingZeros, [['123', '123.0']]).rules).toEqual([]);
  });

  it('knows codes only: not numbers with a point, not other digits', () => {
    expect(
      explainCells(leadingZeros, [
        ['0.5', '.5'],
        ['007', '8'],
        ['00A', 'A'],
        ['100', '1'],
      ]).rules,
    ).toEqual([]);
  });

  it('is silent on unrelated cells, and leaves one beside its own', () => {
    expect(explainCells(leadingZeros, UNRELATED)).toEqual({ rules: [], left: UNRELATED });
    for (const unrelated of UNRELATED)
      expect(explainCells(leadingZeros, [...OWN, unrelated])).toMatchObject({ rules: [{ cells: OWN.length }], left: [unrelated] });
  });
});

const OWN: readonly Texts[] = [
  ['007', '7'],
  ['0100', '100'],
];
