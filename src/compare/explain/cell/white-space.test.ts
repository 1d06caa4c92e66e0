import { describe, expect, it } from 'vitest';
import { explainCells, type Texts, UNRELATED } from '../../../testing/explain-cells.ts';
import { whiteSpace } from './white-space.ts';

describe('whiteSpace', () => {
  it.each<[string, readonly Texts[], object]>([
    [
      'what was padded',
      [
        ['Sato   ', 'Sato'],
        ['Ito\u3000', 'Ito'],
      ],
      { how: 'no blanks at the end', side: 'candidate' },
    ],
    [
      'what is padded',
      [
        ['Sato', 'Sato   '],
        ['Ito', 'Ito    '],
      ],
      { how: 'no blanks at the end', side: 'legacy' },
    ],
    [
      'a start without blanks',
      [
        ['  7', '7'],
        ['\t8', '8'],
      ],
      { how: 'no blanks at the start' },
    ],
    [
      'both ends',
      [
        ['  7', '7'],
        ['8 ', '8'],
      ],
      { how: 'no blanks at either end' },
    ],
    [
      'collapsed blanks',
      [
        ['a  b', 'a b'],
        ['c \t d e', 'c d e'],
      ],
      { how: 'single blanks' },
    ],
    [
      'words of a shell',
      [
        ['  a  b ', 'a b'],
        ['c  d', 'c d'],
      ],
      { how: 'single blanks and none at either end' },
    ],
    [
      'no-break spaces',
      [
        ['1\u00a0000', '1 000'],
        ['a\u00a0b', 'a b'],
      ],
      { how: 'a blank for a no-break space' },
    ],
    ['ideographic spaces', [['山田\u3000太郎', '山田 太郎']], { how: 'a blank for an ideographic space' }],
    ['tabs', [['a\tb', 'a b']], { how: 'a blank for a tab' }],
    [
      'a mixture',
      [
        [' ab', 'a b'],
        ['c\td', ' cd'],
        ['e f', 'ef '],
      ],
      { how: 'mixed' },
    ],
  ])('names %s', (_what, cells, parameters) => {
    expect(explainCells(whiteSpace, cells)).toMatchObject({ rules: [{ parameters, cells: cells.length }], left: [] });
  });

  it('names characters of zero width', () => {
    expect(
      explainCells(whiteSpace, [
        ['abc', '\u200babc'],
        ['de', 'd\ufeffe'],
      ]),
    ).toMatchObject({
      rules: [{ parameters: { how: 'no characters of zero width', side: 'legacy' }, cells: 2 }],
    });
  });

  it('leaves line ends to their own cause, and long runs of blanks take no long time', () => {
    expect(explainCells(whiteSpace, [['a\n', 'a']]).rules).toEqual([]);
    const blanks = ' '.repeat(200_000);
    expect(explainCells(whiteSpace, [[`a${blanks}b`, `c${blanks}d`]]).rules).toEqual([]);
  });

  it('is silent on unrelated cells, and leaves one beside its own', () => {
    expect(explainCells(whiteSpace, UNRELATED)).toEqual({ rules: [], left: UNRELATED });
    for (const unrelated of UNRELATED)
      expect(explainCells(whiteSpace, [...OWN, unrelated])).toMatchObject({ rules: [{ cells: OWN.length }], left: [unrelated] });
  });
});

const OWN: readonly Texts[] = [
  ['a ', 'a'],
  ['b  ', 'b'],
];
