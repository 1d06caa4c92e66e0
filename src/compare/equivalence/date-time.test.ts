import { describe, expect, it } from 'vitest';
import { isUnread, relateCells } from '../../testing/relate-cells.ts';
import { ZoneClock } from './zone-clock.ts';

const tokyo = { dateTime: { legacy: 'Asia/Tokyo', candidate: 'UTC' } };
const york = { dateTime: { legacy: 'America/New_York', candidate: 'UTC' } };

describe('dateTime', () => {
  it.each([
    ['2026-11-25 10:30:00', '2026-11-25 01:30:00', 'equivalent'],
    ['2026-11-25 08:30', '2026-11-24T23:30:00.000Z', 'equivalent'],
    ['2026-11-25 10:30:00+09', '2026-11-25 01:30:00', 'equivalent'],
    ['2026-11-25 10:30:00+0900', '2026-11-24 20:30:00 -05:00', 'equivalent'],
    ['2026-11-25 10:30:00.120', '2026-11-25 01:30:00.12', 'equivalent'],
    ['2026-11-25 10:30:00.12', '2026-11-25 01:30:00.121', 'different'],
    ['2026-11-25 10:30:00', '2026-11-25 10:30:00', 'different'],
    ['2026-11-25 10:30:00Z', '2026-11-25 10:30:00Z', 'same'],
    ['2026-11-25 10:30:01', '2026-11-25 01:30:00', 'different'],
    ['', '', 'same'],
    ['0001-01-01 00:00:00Z', '0001-01-01 00:00:00', 'equivalent'],
  ])('%s in Tokyo, %s in UTC: %s', (legacy, candidate, expected) => expect(relateCells(tokyo, legacy, candidate)).toBe(expected));

  it.each([
    ['2026-01-15 07:00', '2026-01-15 12:00', 'equivalent'],
    ['2026-07-15 08:00', '2026-07-15 12:00', 'equivalent'],
    ['2026-07-15 07:00', '2026-07-15 12:00', 'different'],
    ['2026-03-08 01:59:59', '2026-03-08 06:59:59', 'equivalent'],
    ['2026-03-08 03:00:00', '2026-03-08 07:00:00', 'equivalent'],
    ['2026-11-01 00:59:59', '2026-11-01 04:59:59', 'equivalent'],
    ['2026-11-01 02:00:00', '2026-11-01 07:00:00', 'equivalent'],
  ])('follows daylight saving: %s in New York, %s in UTC: %s', (legacy, candidate, expected) =>
    expect(relateCells(york, legacy, candidate)).toBe(expected),
  );

  it.each(['2026-03-08 02:30', '2026-11-01 01:30'])('cannot read %s in New York: skipped or shown twice', (text) => {
    expect(isUnread(york, text)).toBe(true);
    expect(isUnread(york, `${text}-05:00`)).toBe(false);
    expect(isUnread(york, text, 'candidate')).toBe(false);
  });

  it.each([
    '2026-02-30 00:00',
    '2026-11-25',
    '2026-11-25 24:00',
    '2026-11-25 10:60',
    '2026-11-25 10:30:60',
    '25/11/2026 10:30',
    '2026-11-25 10:30:00+25',
    '2026-11-25 10:30:00 JST',
    '2026-11-25 10:30:00.',
    ' 2026-11-25 10:30',
    '2026-13-01 00:00',
    'x',
  ])('cannot read %s', (text) => expect(isUnread(tokyo, text)).toBe(true));
});

describe('ZoneClock', () => {
  const wall = (text: string) => Date.parse(`${text}Z`);
  it('knows a day that was left out, half hours, and offsets of seconds', () => {
    const apia = new ZoneClock('Pacific/Apia');
    expect(apia.offsetOf(wall('2011-12-29T23:59'))).toBe(-10 * 3_600_000);
    expect(apia.offsetOf(wall('2011-12-30T12:00'))).toBeUndefined();
    expect(apia.offsetOf(wall('2011-12-31T00:00'))).toBe(14 * 3_600_000);
    const howe = new ZoneClock('Australia/Lord_Howe');
    expect([howe.offsetOf(wall('2026-04-05T01:29')), howe.offsetOf(wall('2026-04-05T01:45')), howe.offsetOf(wall('2026-04-05T02:00'))]).toEqual([
      11 * 3_600_000,
      undefined,
      10.5 * 3_600_000,
    ]);
    expect(new ZoneClock('Asia/Tokyo').offsetOf(wall('1800-01-01T00:00'))).toBe(((9 * 60 + 18) * 60 + 59) * 1000);
  });

  it('agrees with what Intl shows for every hour of two years, in both directions', () => {
    for (const zone of ['America/New_York', 'Europe/Dublin', 'Asia/Tokyo', 'Asia/Kathmandu']) {
      const clock = new ZoneClock(zone);
      const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
      const walls = new Map<number, number[]>();
      for (let instant = Date.UTC(2025, 0, 1); instant < Date.UTC(2027, 0, 1); instant += 3_600_000) {
        const at = wall(shown.format(instant).replace(' ', 'T'));
        walls.set(at, [...(walls.get(at) ?? []), instant]);
      }
      for (const [at, instants] of walls) expect(clock.offsetOf(at)).toBe(instants.length === 1 ? at - (instants[0] ?? 0) : undefined);
    }
  });
});
