import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grouped } from './text.ts';

describe('grouped', () => {
  it('is what en-US writes, of any number', () => {
    const number = fc.oneof(
      fc.nat({ max: 10_000 }),
      fc.maxSafeInteger(),
      fc.double({ noNaN: true }).filter((value) => !Object.is(value, -0)),
    );
    fc.assert(fc.property(number, (value) => void expect(grouped(value)).toBe(value.toLocaleString('en-US'))));
  });
});
