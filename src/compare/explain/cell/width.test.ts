import { describe, expect, it } from 'vitest';
import { explainCells, type Texts, UNRELATED } from '../../../testing/explain-cells.ts';
import { width } from './width.ts';

describe('width', () => {
  it.each<[string, readonly Texts[], object]>([
    [
      'half width letters',
      [
        ['ＡＢＣ１２', 'ABC12'],
        ['（株）', '(株)'],
      ],
      { how: 'half width letters', side: 'candidate' },
    ],
    ['full width letters', [['03-1234', '０３－１２３４']], { how: 'half width letters', side: 'legacy' }],
    [
      'full width kana',
      [
        ['ﾊﾞｯｸ', 'バック'],
        ['ｱ', 'ア'],
      ],
      { how: 'full width kana', side: 'candidate' },
    ],
    ['half width kana', [['ガス', 'ｶﾞｽ']], { how: 'full width kana', side: 'legacy' }],
    [
      'both',
      [
        ['ＡＢｱ', 'ABア'],
        ['Ｃ', 'C'],
      ],
      { how: 'half width letters and full width kana' },
    ],
  ])('names %s', (_what, cells, parameters) => {
    expect(explainCells(width, cells)).toMatchObject({ rules: [{ parameters, cells: cells.length }], left: [] });
  });

  it('is silent on unrelated cells, and leaves one beside its own', () => {
    expect(explainCells(width, UNRELATED)).toEqual({ rules: [], left: UNRELATED });
    for (const unrelated of UNRELATED)
      expect(explainCells(width, [...OWN, unrelated])).toMatchObject({ rules: [{ cells: OWN.length }], left: [unrelated] });
  });
});

const OWN: readonly Texts[] = [
  ['Ａ', 'A'],
  ['Ｂ', 'B'],
];
