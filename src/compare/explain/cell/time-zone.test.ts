import { describe, expect, it } from 'vitest';
import { explainCells, type Texts, UNRELATED } from '../../../testing/explain-cells.ts';
import { timeZone } from './time-zone.ts';

const zones = (legacy: string, candidate: string) => ({ sides: { legacy: { timeZone: legacy }, candidate: { timeZone: candidate } } });

describe('timeZone', () => {
  it.each<[string, readonly Texts[], object]>([
    [
      'minutes',
      [
        ['2026-11-25 09:00', '2026-11-25 00:00'],
        ['2026-11-25 08:59', '2026-11-24 23:59'],
      ],
      { minutes: -540 },
    ],
    [
      'seconds, also over the end of a year',
      [
        ['2026-01-01 08:00:00', '2025-12-31 23:00:00'],
        ['2024-03-01 00:00:59', '2024-02-29 15:00:59'],
      ],
      { minutes: -540 },
    ],
    [
      'fractions and slashes',
      [
        ['2026/11/25 09:00:00.125', '2026/11/25 00:00:00.125'],
        ['2026/11/25 09:00:00.500', '2026/11/25 00:00:00.500'],
      ],
      { minutes: -540 },
    ],
    [
      'ISO 8601',
      [
        ['2026-11-25T09:00:00Z', '2026-11-25T18:00:00Z'],
        ['2026-11-26T09:00:00Z', '2026-11-26T18:00:00Z'],
      ],
      { minutes: 540 },
    ],
    [
      'half hours',
      [
        ['2026-11-25 09:00', '2026-11-25 03:30'],
        ['2026-11-25 10:01', '2026-11-25 04:31'],
      ],
      { minutes: -330 },
    ],
    [
      'another format',
      [
        ['2026-11-25 09:00', '2026-11-25T00:00:00Z'],
        ['2026-11-25 10:00', '2026-11-25T01:00:00Z'],
      ],
      { minutes: -540, to: 'YYYY-MM-DDThh:mm:ssZ' },
    ],
    [
      'one instant in two zones',
      [
        ['2026-11-25T09:00:00+09:00', '2026-11-25T00:00:00+00:00'],
        ['2026-11-25T10:00:00+09:00', '2026-11-25T01:00:00+00:00'],
      ],
      { minutes: -540, offsetMinutes: -540 },
    ],
    [
      'another mark',
      [
        ['2026-11-25T09:00:00+09:00', '2026-11-25T09:00:00+00:00'],
        ['2026-11-25T10:00:00+09:00', '2026-11-25T10:00:00+00:00'],
      ],
      { minutes: 0, offsetMinutes: -540 },
    ],
    [
      'seconds since 1970',
      [
        ['1764000000', '1763967600'],
        ['1764000001', '1763967601'],
      ],
      { minutes: -540 },
    ],
    [
      'milliseconds since 1970',
      [
        ['1764000000123', '1763967600123'],
        ['1764000001000', '1763967601000'],
      ],
      { minutes: -540 },
    ],
  ])('names a constant shift of %s', (_what, cells, parameters) => {
    expect(explainCells(timeZone, cells)).toEqual({
      rules: [{ parameters: expect.objectContaining(parameters), strength: 'reproduces', cells: cells.length }],
      left: [],
    });
  });

  it.each<[string, readonly Texts[], object]>([
    [
      'a zone and UTC',
      [
        ['2026-07-01 12:00', '2026-07-01 10:00'],
        ['2026-12-01 12:00', '2026-12-01 11:00'],
      ],
      { legacy: 'Europe/Berlin', candidate: 'UTC' },
    ],
    [
      'UTC and a zone',
      [
        ['2026-07-01 12:00', '2026-07-01 08:00'],
        ['2026-12-01 12:00', '2026-12-01 07:00'],
      ],
      { legacy: 'UTC', candidate: 'America/New_York' },
    ],
    [
      'the south',
      [
        ['2026-07-01 20:00', '2026-07-01 10:00'],
        ['2026-12-01 20:00', '2026-12-01 09:00'],
      ],
      { legacy: 'Australia/Sydney', candidate: 'UTC' },
    ],
    [
      'a zone and another offset',
      [
        ['2026-07-01 12:00', '2026-07-01 19:00'],
        ['2026-03-15 12:00', '2026-03-15 20:00'],
        ['2026-12-01 12:00', '2026-12-01 20:00'],
      ],
      { legacy: 'Europe/Berlin', candidate: 'UTC+9' },
    ],
  ])('follows daylight saving: %s', (_what, cells, parameters) => {
    expect(explainCells(timeZone, cells)).toMatchObject({ rules: [{ parameters, cells: cells.length }], left: [] });
  });

  it('takes the zones that are known, for one cell too, and both hours of an autumn night', () => {
    expect(explainCells(timeZone, [['2026-11-25 09:00', '2026-11-25 00:00']], zones('Asia/Tokyo', 'UTC'))).toMatchObject({
      rules: [{ parameters: { legacy: 'Asia/Tokyo', candidate: 'UTC' }, cells: 1 }],
    });
    const night: readonly Texts[] = [
      ['2026-10-25 02:30', '2026-10-25 00:30'],
      ['2026-10-25 02:30', '2026-10-25 01:30'],
      ['2026-10-25 03:30', '2026-10-25 02:30'],
    ];
    expect(explainCells(timeZone, night, zones('Europe/Berlin', 'UTC'))).toMatchObject({ rules: [{ cells: 3 }], left: [] });
    expect(explainCells(timeZone, [['2026-10-25 02:30', '2026-10-25 02:30:00']], zones('Europe/Berlin', 'UTC')).rules).toEqual([]);
    expect(explainCells(timeZone, [['2026-11-25 09:00', '2026-11-25 01:00']], zones('Asia/Tokyo', 'UTC')).rules).toEqual([]);
  });

  it('takes one cell, other minutes, whole days and fractions that differ for no zone', () => {
    expect(explainCells(timeZone, [['2026-11-25 09:00', '2026-11-25 00:00']]).rules).toEqual([]);
    const minutes: readonly Texts[] = [
      ['2026-11-25 09:00', '2026-11-25 09:17'],
      ['2026-11-25 10:00', '2026-11-25 10:17'],
    ];
    const days: readonly Texts[] = [
      ['2026-11-25 09:00', '2026-11-26 09:00'],
      ['2026-11-25 10:00', '2026-11-26 10:00'],
    ];
    const fractions: readonly Texts[] = [
      ['2026-11-25 09:00:00.1', '2026-11-25 00:00:00.2'],
      ['2026-11-25 10:00:00.1', '2026-11-25 01:00:00.2'],
    ];
    for (const cells of [minutes, days, fractions]) expect(explainCells(timeZone, cells).rules).toEqual([]);
  });

  it('is silent on unrelated cells, and leaves one beside its own', () => {
    const own: readonly Texts[] = [
      ['2026-11-25 09:00:00', '2026-11-25 00:00:00'],
      ['2026-11-26 09:00:00', '2026-11-26 00:00:00'],
    ];
    expect(explainCells(timeZone, UNRELATED)).toEqual({ rules: [], left: UNRELATED });
    for (const unrelated of [...UNRELATED, ['2026-11-25 09:00:00', '2026-11-25 10:00:00'] as const])
      expect(explainCells(timeZone, [...own, unrelated])).toMatchObject({ rules: [{ cells: 2 }], left: [unrelated] });
  });
});
