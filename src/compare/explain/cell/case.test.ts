import { describe, expect, it } from 'vitest';
import { explainCells, type Texts, UNRELATED } from '../../../testing/explain-cells.ts';
import { letterCase } from './case.ts';

describe('letterCase', () => {
  it.each<[string, readonly Texts[], object]>([
    [
      'upper case',
      [
        ['true', 'TRUE'],
        ['straße', 'STRASSE'],
      ],
      { how: 'upper case', side: 'candidate' },
    ],
    [
      'lower case',
      [
        ['A@B.JP', 'a@b.jp'],
        ['Ç', 'ç'],
      ],
      { how: 'lower case', side: 'candidate' },
    ],
    [
      'a capital first',
      [
        ['true', 'True'],
        ['FALSE', 'False'],
      ],
      { how: 'a capital first' },
    ],
    [
      'legacy in upper case',
      [
        ['SATO KEN', 'Sato Ken'],
        ['ITO', 'Ito'],
      ],
      { how: 'upper case', side: 'legacy' },
    ],
    [
      'a mixture',
      [
        ['McCoy', 'MCcoy'],
        ['dEf', 'DeF'],
        ['gHi', 'GhI'],
      ],
      { how: 'mixed' },
    ],
  ])('names %s', (_what, cells, parameters) => {
    expect(explainCells(letterCase, cells)).toMatchObject({ rules: [{ parameters, cells: cells.length }], left: [] });
  });

  it('takes one cell, or two in a mixed case, for no cause', () => {
    expect(explainCells(letterCase, [['Yamada', 'YamadA']]).rules).toEqual([]);
    expect(
      explainCells(letterCase, [
        ['dEf', 'DeF'],
        ['gHi', 'GhI'],
      ]).rules,
    ).toEqual([]);
  });

  it('is silent on unrelated cells, and leaves one beside its own', () => {
    expect(explainCells(letterCase, UNRELATED)).toEqual({ rules: [], left: UNRELATED });
    for (const unrelated of UNRELATED)
      expect(explainCells(letterCase, [...OWN, unrelated])).toMatchObject({ rules: [{ cells: OWN.length }], left: [unrelated] });
  });
});

const OWN: readonly Texts[] = [
  ['yes', 'YES'],
  ['no', 'NO'],
];
