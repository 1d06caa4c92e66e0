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
      'the time of the day',
      [
        ['08:30:00', '23:30:00'],
        ['09:00:01', '00:00:01'],
        ['23:59:59', '14:59:59'],
      ],
      { minutes: -540 },
    ],
    [
      'what date prints',
      [
        ['Wed Nov 25 01:30:00 JST 2026', 'Tue Nov 24 16:30:00 UTC 2026'],
        ['Thu Nov  5 09:00:00 JST 2026', 'Thu Nov  5 00:00:00 UTC 2026'],
      ],
      { minutes: -540, offsetMinutes: -540 },
    ],
    [
      'RFC 5322',
      [
        ['Wed, 25 Nov 2026 01:30:00 +0900', 'Tue, 24 Nov 2026 16:30:00 +0000'],
        ['Thu, 05 Nov 2026 09:00:00 +0900', 'Thu, 05 Nov 2026 00:00:00 +0000'],
      ],
      { minutes: -540, offsetMinutes: -540 },
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
    [
      'Tokyo and a zone, rather than a clock that nobody has',
      [
        ['2026-07-01 20:00', '2026-07-01 12:00'],
        ['2026-03-15 21:00', '2026-03-15 12:00'],
        ['2026-12-01 21:00', '2026-12-01 12:00'],
      ],
      { legacy: 'UTC+9', candidate: 'Europe/London' },
    ],
    [
      'two zones that change on different days',
      [
        ['2026-07-01 06:00', '2026-07-01 12:00'],
        ['2026-03-15 06:00', '2026-03-15 11:00'],
        ['2026-12-01 06:00', '2026-12-01 12:00'],
      ],
      { legacy: 'America/New_York', candidate: 'Europe/Berlin' },
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

  it('takes a few times in whole hours of which two are as far off by chance for no zone', () => {
    const hours: readonly Texts[] = [
      ['2026-05-01 09:00', '2026-05-01 14:00'],
      ['2026-05-02 03:00', '2026-05-02 08:00'],
      ['2026-05-03 20:00', '2026-05-03 02:00'],
      ['2026-05-04 11:00', '2026-05-04 13:00'],
      ['2026-05-05 07:00', '2026-05-05 18:00'],
    ];
    expect(explainCells(timeZone, hours).rules).toEqual([]);
    const clocks = hours.map(([a, b]): Texts => [a.slice(11), b.slice(11)]);
    expect(explainCells(timeZone, clocks).rules).toEqual([]);
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
