import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { didYouMean, nearest } from './nearest.ts';

const names = ['timeout', 'runner', 'environment', 'keyed-rows'];

describe('what was meant', () => {
  it.each([
    ['timout', 'timeout'],
    ['Timeout', 'timeout'],
    ['runenr', 'runner'],
    ['keyed_rows', 'keyed-rows'],
  ])('%s is %s', (word, expected) => expect(nearest(word, names)).toBe(expected));

  it('is nothing when nothing is near', () => {
    expect(nearest('colour', names)).toBeUndefined();
    expect(didYouMean('colour', names, 'Remove it.')).toBe('Remove it.');
  });

  it('is the word itself when it is there, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 64 }), fc.array(fc.string()), (word, others) => {
        expect(nearest(word, [word, ...others])).toBe(word);
      }),
    );
  });
});
