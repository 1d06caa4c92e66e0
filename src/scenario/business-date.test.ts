import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { businessDateOf } from './business-date.ts';
import { addDays, formatDate, isCalendarDate } from './calendar-date.ts';

const zones = ['Asia/Tokyo', 'UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Kiritimati', 'Pacific/Apia', 'Asia/Kolkata'];
const moment = fc.date({ min: new Date('1990-01-01T00:00:00Z'), max: new Date('2060-01-01T00:00:00Z'), noInvalidDate: true });

/** Another road to the same day: the date as Sweden writes it. */
function dayIn(zone: string, at: Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(at);
}

describe('the business date', () => {
  it.each([
    ['Asia/Tokyo', -1, '2026-03-01T16:30:00Z', '2026-03-01'],
    ['Asia/Tokyo', 0, '2026-03-01T14:59:59Z', '2026-03-01'],
    ['Asia/Tokyo', -1, '2024-02-29T15:00:00Z', '2024-02-29'],
    ['UTC', -1, '2027-01-01T00:00:00Z', '2026-12-31'],
    ['UTC', 1, '2024-02-28T12:00:00Z', '2024-02-29'],
    ['Europe/Berlin', -1, '2026-03-29T00:30:00Z', '2026-03-28'],
    ['America/New_York', 0, '2026-11-01T05:30:00Z', '2026-11-01'],
    ['America/New_York', 0, '2026-11-01T03:59:59Z', '2026-10-31'],
  ])('in %s with %i days at %s', (zone, offset, now, expected) => {
    expect(businessDateOf({ zone, offset }, new Date(now))).toBe(expected);
  });

  it('is the zone’s day, moved by whole days, also over changes of the clock', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: -400, max: 400 }), moment, (zone, offset, at) => {
        const day = dayIn(zone, at);
        const result = businessDateOf({ zone, offset }, at);
        expect(Date.parse(`${result}T00:00:00Z`) - Date.parse(`${day}T00:00:00Z`)).toBe(offset * 86_400_000);
      }),
    );
  });
});

describe('calendar dates', () => {
  it('exist or not', () => {
    expect(['2024-02-29', '2026-12-31', '0001-01-01'].every(isCalendarDate)).toBe(true);
    expect(['2026-02-29', '2026-13-01', '2026-00-10', '2026-1-1', '20260101', ' 2026-01-01', '2026-01-01\n'].some(isCalendarDate)).toBe(false);
  });

  it('go there and back', () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: -999, max: 999 }), (at, days) => {
        const date = at.toISOString().slice(0, 10);
        expect(addDays(addDays(date, days), -days)).toBe(date);
      }),
    );
  });

  it('take other forms', () => {
    expect(formatDate('2026-03-09', 'yyyyMMdd')).toBe('20260309');
    expect(formatDate('2026-03-09', 'yyyy/MM/dd_dd.MM.yyyy')).toBe('2026/03/09_09.03.2026');
  });
});
