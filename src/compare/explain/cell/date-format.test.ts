import { describe, expect, it } from 'vitest';
import { explainCells, type Texts, UNRELATED } from '../../../testing/explain-cells.ts';
import { dateFormat } from './date-format.ts';

describe('dateFormat', () => {
  it.each<[string, readonly Texts[], object]>([
    ['slashes', [['2026-11-25', '2026/11/25']], { legacy: 'YYYY-MM-DD', candidate: 'YYYY/MM/DD' }],
    [
      'no padding',
      [
        ['2026/01/05', '2026/1/5'],
        ['2026/10/05', '2026/10/5'],
      ],
      { legacy: 'YYYY/MM/DD', candidate: 'YYYY/M/D' },
    ],
    ['what date prints', [['2026-11-25 01:30:00', 'Wed Nov 25 01:30:00 2026']], { candidate: 'Day Mon _D hh:mm:ss YYYY' }],
    [
      'names of months in full',
      [
        ['2026-05-05', 'May 5, 2026'],
        ['2026-11-25', 'November 25, 2026'],
        ['2026-01-09', 'January 9, 2026'],
      ],
      { candidate: 'Month D, YYYY' },
    ],
    [
      'years of an era of Japan',
      [
        ['2019-05-01', '令和元年5月1日'],
        ['1989-01-08', '平成1年1月8日'],
      ],
      { candidate: '令和Y年M月D日' },
    ],
    ['an era in short', [['2026-11-25', 'R08.11.25']], { candidate: 'RY.MM.DD' }],
    ['digits only', [['2026-11-25 09:05:07', '20261125090507']], { candidate: 'YYYYMMDDhhmmss' }],
    ['ISO 8601', [['2026-11-25 09:05:07', '2026-11-25T09:05:07Z']], { candidate: 'YYYY-MM-DDThh:mm:ssZ' }],
    [
      'an offset that is written in another way',
      [['2026-11-25 09:05:07+09', '2026-11-25T09:05:07+09:00']],
      { candidate: 'YYYY-MM-DDThh:mm:ss±hh:mm' },
    ],
    ['a clock without seconds', [['2026-11-25 09:05:37', '2026-11-25 09:05']], { candidate: 'YYYY-MM-DD hh:mm' }],
    ['a date without its clock', [['2026-11-25 09:05:37', '2026-11-25']], { candidate: 'YYYY-MM-DD' }],
    ['a fraction that is cut', [['2026-11-25 09:05:37.987654', '2026-11-25 09:05:37.987']], { candidate: 'YYYY-MM-DD hh:mm:ss.fff' }],
    [
      'the day first',
      [
        ['2026-11-25', '25/11/2026'],
        ['2026-01-02', '02/01/2026'],
      ],
      { candidate: 'DD/MM/YYYY' },
    ],
    [
      'day and month that turn',
      [
        ['01/02/2026', '02/01/2026'],
        ['03/04/2026', '04/03/2026'],
        ['12/11/2026', '11/12/2026'],
      ],
      { legacy: 'DD/MM/YYYY', candidate: 'MM/DD/YYYY' },
    ],
    ['Oracle', [['2026-11-25', '25-NOV-26']], { candidate: 'DD-MON-YY' }],
    ['Japanese', [['2026-01-05', '2026年1月5日']], { candidate: 'YYYY年M月D日' }],
    [
      'half days',
      [
        ['2026-11-25 00:05:00', '11/25/2026 12:05:00 AM'],
        ['2026-11-25 13:05:00', '11/25/2026 1:05:00 PM'],
      ],
      {},
    ],
    ['seconds since 1970', [['2025-11-24 16:00:00', '1764000000']], { candidate: 'epoch seconds' }],
  ])('names %s', (_what, cells, parameters) => {
    expect(explainCells(dateFormat, cells)).toMatchObject({ rules: [{ parameters, cells: cells.length }], left: [] });
  });

  it('takes another day for no format, and one pair of turned digits for no cause', () => {
    expect(
      explainCells(dateFormat, [
        ['2026-11-25', '2026/11/26'],
        ['01/02/2026', '02/01/2026'],
        ['2026-02-30', '2026/02/30'],
      ]).rules,
    ).toEqual([]);
  });

  it('is silent on unrelated cells, and leaves one beside its own', () => {
    expect(explainCells(dateFormat, UNRELATED)).toEqual({ rules: [], left: UNRELATED });
    for (const unrelated of UNRELATED)
      expect(explainCells(dateFormat, [...OWN, unrelated])).toMatchObject({ rules: [{ cells: OWN.length }], left: [unrelated] });
  });
});

const OWN: readonly Texts[] = [
  ['2026-11-25', '2026/11/25'],
  ['2026-01-02', '2026/01/02'],
];
