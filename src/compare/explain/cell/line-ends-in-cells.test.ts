import { describe, expect, it } from 'vitest';
import { explainCells, type Texts, UNRELATED } from '../../../testing/explain-cells.ts';
import { lineEndsInCells } from './line-ends-in-cells.ts';

describe('lineEndsInCells', () => {
  it.each<[string, readonly Texts[], object]>([
    [
      'LF for CRLF',
      [
        ['a\r\nb', 'a\nb'],
        ['c\r\n\r\n', 'c\n\n'],
      ],
      { how: 'LF', side: 'candidate' },
    ],
    ['CRLF for LF', [['a\nb', 'a\r\nb']], { how: 'CRLF', side: 'candidate' }],
    ['CR for LF', [['a\nb', 'a\rb']], { how: 'CR' }],
    ['blanks for line ends', [['a\r\nb', 'a b']], { how: 'a blank in its place' }],
    ['a written \\n', [['a\nb', 'a\\nb']], { how: 'a written \\n' }],
    ['line ends that are gone', [['a\nb', 'ab']], { how: 'none' }],
    ['the last one that is gone', [['a\nb\n', 'a\nb']], { how: 'none at the end' }],
  ])('names %s', (_what, cells, parameters) => {
    expect(explainCells(lineEndsInCells, cells)).toMatchObject({ rules: [{ parameters, cells: cells.length }], left: [] });
  });

  it('is silent on unrelated cells, and leaves one beside its own', () => {
    expect(explainCells(lineEndsInCells, UNRELATED)).toEqual({ rules: [], left: UNRELATED });
    for (const unrelated of UNRELATED)
      expect(explainCells(lineEndsInCells, [...OWN, unrelated])).toMatchObject({ rules: [{ cells: OWN.length }], left: [unrelated] });
  });
});

const OWN: readonly Texts[] = [
  ['a\r\nb', 'a\nb'],
  ['c\r\n', 'c\n'],
];
