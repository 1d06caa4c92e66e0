import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withinDistance } from './decimal.ts';

describe('withinDistance', () => {
  it.each([
    ['0.1', '0.3', '0.2', true],
    ['0.1', '0.3', '0.1999999999999999999999', false],
    ['1', '1.0', '0', true],
    ['-1', '+1', '2', true],
    ['12345678901234567890.1', '12345678901234567890.2', '0.1', true],
    ['9007199254740993', '9007199254740992', '0', false],
    ['', '0', '1', false],
    ['-', '0', '1', false],
    ['1e3', '1000', '1', false],
    ['1,000', '1000', '1', false],
    [' 1', '1', '1', false],
    ['NaN', 'NaN', '1', false],
    ['1', '1', 'x', false],
    ['1', '2', '-1', false],
    ['1'.repeat(201), '1'.repeat(201), '1', false],
  ])('%s and %s within %s: %s', (a, b, bound, expected) => {
    expect(withinDistance(a, b, bound)).toBe(expected);
  });

  it('agrees with integer arithmetic', () => {
    const cents = (value: number) => `${value < 0 ? '-' : ''}${Math.floor(Math.abs(value) / 100)}.${String(Math.abs(value) % 100).padStart(2, '0')}`;
    const number = fc.integer({ min: -100_000, max: 100_000 });
    fc.assert(
      fc.property(number, number, fc.nat(200_000), (a, b, bound) => {
        expect(withinDistance(cents(a), cents(b), cents(bound))).toBe(Math.abs(a - b) <= bound);
      }),
    );
  });
});
