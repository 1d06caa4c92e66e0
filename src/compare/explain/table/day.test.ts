import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayOf, isoDay } from './day.ts';

describe('dayOf', () => {
  it('reads any day in each way of writing, with and without a time', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -25_000, max: 330_000 }),
        fc.constantFrom('-', '/', '.', ''),
        fc.constantFrom('', ' 01:02:03', 'T23:59:59.999+09:00', 'T00:00Z'),
        (day, separator, time) => {
          expect(dayOf(isoDay(day).replaceAll('-', separator) + time)).toBe(day);
        },
      ),
    );
    expect(dayOf('20260705123456')).toBe(dayOf('2026-07-05'));
  });

  it.each([
    '',
    '2026-02-30',
    '2026-13-01',
    '2026-7-5',
    '123456789',
    '2026-07/05',
    '0000-00-00',
    '9999-12-31',
    'x2026-07-05',
    '20260705x',
    '2026-07-051',
  ])('takes %j for no day', (text) => {
    expect(dayOf(text)).toBeUndefined();
  });
});
