import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextTimeOfDay } from './next-time-of-day.ts';

describe('nextTimeOfDay', () => {
  it('is today when the time is still to come, and tomorrow when it is over', () => {
    expect(nextTimeOfDay('06:00', 'Asia/Tokyo', new Date('2026-11-24T16:35:12Z')).toISOString()).toBe('2026-11-24T21:00:00.000Z');
    expect(nextTimeOfDay('06:00', 'Asia/Tokyo', new Date('2026-11-24T21:01:00Z')).toISOString()).toBe('2026-11-25T21:00:00.000Z');
  });

  it('follows a change of the offset on the way', () => {
    expect(nextTimeOfDay('06:00', 'Europe/Berlin', new Date('2026-03-28T20:00:00Z')).toISOString()).toBe('2026-03-29T04:00:00.000Z');
    expect(nextTimeOfDay('06:00', 'Europe/Berlin', new Date('2026-10-24T20:00:00Z')).toISOString()).toBe('2026-10-25T05:00:00.000Z');
  });

  it('never lies more than 25 hours ahead, nor behind', () => {
    const start = Date.parse('2026-01-01T00:00:00Z');
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 525_600 }),
        fc.constantFrom('Asia/Tokyo', 'Europe/Berlin', 'America/New_York', 'UTC'),
        fc.constantFrom('00:00', '02:30', '06:00', '23:59'),
        (minute, zone, time) => {
          const now = new Date(start + minute * 60_000);
          const ahead = nextTimeOfDay(time, zone, now).getTime() - now.getTime();
          expect(ahead).toBeGreaterThanOrEqual(0);
          expect(ahead).toBeLessThanOrEqual(25 * 3_600_000);
        },
      ),
    );
  });
});
