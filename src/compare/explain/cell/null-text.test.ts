import { describe, expect, it } from 'vitest';
import { explainCells, type Texts, UNRELATED } from '../../../testing/explain-cells.ts';
import { nullText } from './null-text.ts';

describe('nullText', () => {
  it.each<[string, readonly Texts[], object]>([
    [
      'NULL and empty',
      [
        ['NULL', ''],
        ['NULL', ''],
      ],
      { legacy: 'NULL', candidate: '' },
    ],
    ['empty and \\N', [['', '\\N']], { legacy: '', candidate: '\\N' }],
    ['NA of pandas and of a spreadsheet', [['<NA>', '#N/A']], { legacy: '<NA>', candidate: '#N/A' }],
    ['None and null', [['None', 'null']], { legacy: 'None', candidate: 'null' }],
  ])('names %s', (_what, cells, parameters) => {
    expect(explainCells(nullText, cells)).toMatchObject({ rules: [{ parameters, cells: cells.length }], left: [] });
  });

  it('takes a value for no NULL', () => {
    expect(
      explainCells(nullText, [
        ['NULL', 'x'],
        ['0', ''],
        ['-', 'NULL'],
      ]).rules,
    ).toEqual([]);
  });

  it('is silent on unrelated cells, and leaves one beside its own', () => {
    expect(explainCells(nullText, UNRELATED)).toEqual({ rules: [], left: UNRELATED });
    for (const unrelated of UNRELATED)
      expect(explainCells(nullText, [...OWN, unrelated])).toMatchObject({ rules: [{ cells: OWN.length }], left: [unrelated] });
  });
});

const OWN: readonly Texts[] = [
  ['NULL', ''],
  ['NULL', ''],
];
