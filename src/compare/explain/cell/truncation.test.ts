import { describe, expect, it } from 'vitest';
import { explainCells, type Texts, UNRELATED } from '../../../testing/explain-cells.ts';
import { truncation } from './truncation.ts';

describe('truncation', () => {
  it.each<[string, readonly Texts[], object]>([
    [
      'a length in characters',
      [
        ['渋谷区代々木', '渋谷区'],
        ['港区芝公園', '港区芝'],
        ['千代田区', '千代田'],
      ],
      { how: 'characters', at: 3, side: 'candidate' },
    ],
    [
      'a length in legacy',
      [
        ['abcde', 'abcdefg'],
        ['12345', '123456'],
        ['vwxyz', 'vwxyz-'],
      ],
      { how: 'characters', at: 5, side: 'legacy' },
    ],
    [
      'bytes, whole characters',
      [
        ['東京都港区', '東京都'],
        ['ab東京都', 'ab東京'],
        ['abcdefghijkl', 'abcdefghij'],
      ],
      { how: 'bytes', at: 10 },
    ],
    [
      'bytes, a broken character',
      [
        ['東京都港区', '東京都\ufffd'],
        ['ab東京都', 'ab東京\ufffd'],
        ['abcdefghijkl', 'abcdefghij'],
      ],
      { how: 'bytes', at: 10 },
    ],
    [
      'bytes of Shift_JIS',
      [
        ['東京都Minato区', '東京都Mina'],
        ['ﾄｳｷｮｳ都港区芝', 'ﾄｳｷｮｳ都港'],
        ['大阪市北区梅田', '大阪市北区'],
      ],
      { how: 'bytes of CP932', at: 10 },
    ],
    [
      'a delimiter',
      [
        ['Minato-ku, Tokyo', 'Minato-ku'],
        ['Osaka, Kita', 'Osaka'],
        ['Kyoto, Sakyo, 1', 'Kyoto'],
      ],
      { how: 'delimiter', at: ',' },
    ],
    [
      'words of a shell',
      [
        ['Sato Ken', 'Sato'],
        ['Ito Aya', 'Ito'],
        ['Mori Jun', 'Mori'],
      ],
      { how: 'delimiter', at: ' ' },
    ],
  ])('names %s', (_what, cells, parameters) => {
    expect(explainCells(truncation, cells)).toMatchObject({ rules: [{ parameters, cells: cells.length }], left: [] });
  });

  it('takes two cells for no cause, nor digits after a point, nor a cell that is empty', () => {
    expect(
      explainCells(truncation, [
        ['abcdefgh', 'abcd'],
        ['ijklmnop', 'ijkl'],
      ]).rules,
    ).toEqual([]);
    expect(
      explainCells(truncation, [
        ['1.234', '1.2'],
        ['2.345', '2.3'],
        ['3.456', '3.4'],
      ]).rules,
    ).toEqual([]);
    expect(
      explainCells(truncation, [
        ['abc', ''],
        ['de', ''],
        ['f', ''],
      ]).rules,
    ).toEqual([]);
  });

  it('takes an ending that was put on or taken off for no limit, nor one that other cells are beyond', () => {
    const endings: readonly Texts[] = ['120', '345', '678', '901', 'Smith7', 'Jones8', 'Brown9'].map((text) => [
      text,
      `${text}${text.length === 3 ? '0' : '-new'}`,
    ]);
    expect(explainCells(truncation, endings)).toEqual({ rules: [], left: endings });
    const versions: readonly Texts[] = ['Smith', 'Jones', 'Brown', 'Wilson', 'Miller', 'Anderson', 'Thompson'].map((text, nth) => [
      text,
      `${text}-v${nth}`,
    ]);
    expect(explainCells(truncation, versions)).toEqual({ rules: [], left: versions });
    const lengths: readonly Texts[] = [4, 4, 4, 5, 5, 5, 6, 6, 6].map((length, nth) => [
      'abcdefghi'.slice(nth % 2) + nth,
      'abcdefghi'.slice(nth % 2, (nth % 2) + length),
    ]);
    expect(explainCells(truncation, lengths)).toEqual({ rules: [], left: lengths });
  });

  it('is silent on unrelated cells, and leaves one beside its own', () => {
    expect(explainCells(truncation, UNRELATED)).toEqual({ rules: [], left: UNRELATED });
    for (const unrelated of UNRELATED)
      expect(explainCells(truncation, [...OWN, unrelated])).toMatchObject({ rules: [{ cells: OWN.length }], left: [unrelated] });
  });
});

const OWN: readonly Texts[] = [
  ['abcdefgh', 'abcd'],
  ['ijklmnop', 'ijkl'],
  ['qrstuv', 'qrst'],
];
