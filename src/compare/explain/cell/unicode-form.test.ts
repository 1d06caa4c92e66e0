import { describe, expect, it } from 'vitest';
import { explainCells, type Texts, UNRELATED } from '../../../testing/explain-cells.ts';
import { unicodeForm } from './unicode-form.ts';

describe('unicodeForm', () => {
  it.each<[string, readonly Texts[], object]>([
    [
      'NFD',
      [
        ['がぎ', 'か\u3099き\u3099'],
        ['é', 'e\u0301'],
      ],
      { how: 'NFD', side: 'candidate' },
    ],
    ['NFC', [['か\u3099', 'が']], { how: 'NFC', side: 'candidate' }],
    [
      'NFKC',
      [
        ['㈱山田', '(株)山田'],
        ['①', '1'],
      ],
      { how: 'NFKC', side: 'candidate' },
    ],
    [
      'a mixture',
      [
        ['が e\u0301', 'か\u3099 é'],
        ['ぎe\u0301', 'き\u3099é'],
        ['ばe\u0301', 'は\u3099é'],
      ],
      { how: 'mixed' },
    ],
  ])('names %s', (_what, cells, parameters) => {
    expect(explainCells(unicodeForm, cells)).toMatchObject({ rules: [{ parameters, cells: cells.length }], left: [] });
  });

  it('is silent on unrelated cells, and leaves one beside its own', () => {
    expect(explainCells(unicodeForm, UNRELATED)).toEqual({ rules: [], left: UNRELATED });
    for (const unrelated of UNRELATED)
      expect(explainCells(unicodeForm, [...OWN, unrelated])).toMatchObject({ rules: [{ cells: OWN.length }], left: [unrelated] });
  });
});

const OWN: readonly Texts[] = [
  ['が', 'か\u3099'],
  ['ぎ', 'き\u3099'],
];
