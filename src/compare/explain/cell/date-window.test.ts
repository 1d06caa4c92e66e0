import { describe, expect, it } from 'vitest';
import { explainCells, type Texts, UNRELATED } from '../../../testing/explain-cells.ts';
import { dateWindow } from './date-window.ts';

const OWN: readonly Texts[] = [
  ['2026-11-25', '2026-11-24'],
  ['2026-03-01', '2026-02-28'],
];

describe('dateWindow', () => {
  it.each<[string, readonly Texts[], number]>([
    ['a day earlier', OWN, -1],
    [
      'a day later',
      [
        ['20261231', '20270101'],
        ['20240228', '20240229'],
      ],
      1,
    ],
    [
      'a day and its clock',
      [
        ['2026-11-25 00:00:00', '2026-11-24 00:00:00'],
        ['2026-11-26 00:00:00', '2026-11-25 00:00:00'],
      ],
      -1,
    ],
    [
      'a day in another format',
      [
        ['2026-11-25', '2026/11/24'],
        ['2026-11-02', '2026/11/01'],
      ],
      -1,
    ],
  ])('names %s', (_what, cells, days) => {
    expect(explainCells(dateWindow, cells)).toMatchObject({ rules: [{ parameters: { days }, cells: cells.length }], left: [] });
  });

  it('takes one cell, other distances and numbers for no window', () => {
    expect(explainCells(dateWindow, [['2026-11-25', '2026-11-24']]).rules).toEqual([]);
    expect(
      explainCells(dateWindow, [
        ['2026-11-25', '2026-11-23'],
        ['2026-11-26', '2026-11-24'],
      ]).rules,
    ).toEqual([]);
    expect(
      explainCells(dateWindow, [
        ['30000001', '30000002'],
        ['30000005', '30000006'],
      ]).rules,
    ).toEqual([]);
  });

  it('is silent on unrelated cells, and leaves one beside its own', () => {
    expect(explainCells(dateWindow, UNRELATED)).toEqual({ rules: [], left: UNRELATED });
    for (const unrelated of UNRELATED)
      expect(explainCells(dateWindow, [...OWN, unrelated])).toMatchObject({ rules: [{ cells: 2 }], left: [unrelated] });
  });
});
