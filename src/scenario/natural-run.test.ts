import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { businessDateOf } from './business-date.ts';
import { naturalRun } from './natural-run.ts';

const tokyo = { zone: 'Asia/Tokyo', offset: -1 };
const zones = ['UTC', 'Asia/Tokyo', 'Europe/Berlin', 'America/New_York', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kathmandu'];

describe('the natural runs of a business date', () => {
  it('are due the day after, for a batch of yesterday', () => {
    expect(naturalRun({ cron: '30 1 * * *', zone: 'Asia/Tokyo' }, tokyo, '2026-11-24')).toEqual({
      businessDate: '2026-11-24',
      zone: 'Asia/Tokyo',
      fires: ['2026-11-24T16:30:00.000Z'],
      next: '2026-11-25T16:30:00.000Z',
    });
  });

  it('may be several', () => {
    const { fires, next } = naturalRun({ cron: '0 */6 * * *', zone: 'UTC' }, { zone: 'UTC', offset: 0 }, '2026-11-24');
    expect(fires).toEqual(['00', '06', '12', '18'].map((hour) => `2026-11-24T${hour}:00:00.000Z`));
    expect(next).toBe('2026-11-25T00:00:00.000Z');
  });

  it('may be none: the next one is of a later date', () => {
    const { fires, next } = naturalRun({ cron: '0 6 * * mon', zone: 'UTC' }, { zone: 'UTC', offset: 0 }, '2026-11-24');
    expect(fires).toEqual([]);
    expect(next).toBe('2026-11-30T06:00:00.000Z');
  });

  it('take day of month and day of week for alternatives', () => {
    const on = (date: string) => naturalRun({ cron: '0 6 1 * mon', zone: 'UTC' }, { zone: 'UTC', offset: 0 }, date).fires.length;
    expect([on('2026-12-01'), on('2026-12-07'), on('2026-12-02')]).toEqual([1, 1, 0]);
  });

  it('are exactly those whose own business date it is, in any zone and over changes of the clock', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom(...zones),
        fc.integer({ min: -3, max: 3 }),
        fc.date({ min: new Date('2026-01-03'), max: new Date('2027-12-28'), noInvalidDate: true }),
        fc.constantFrom('30 1 * * *', '0 0 * * *', '30 2 * * *', '59 23 * * *', '0 */5 * * *'),
        (zone, cronZone, offset, day, cron) => {
          const date = day.toISOString().slice(0, 10);
          const { fires, next } = naturalRun({ cron, zone: cronZone }, { zone, offset }, date);
          expect(fires.length).toBeLessThanOrEqual(7);
          for (const fire of fires) expect(businessDateOf({ zone, offset }, new Date(fire))).toBe(date);
          expect(next === undefined || businessDateOf({ zone, offset }, new Date(next)) > date).toBe(true);
          expect([...fires, next].every((one, at, all) => at === 0 || String(all[at - 1]) < String(one))).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });
});
