import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_FACTS } from '../facts.ts';
import { collationsFor } from './collations.ts';

const sorted = (id: string, texts: readonly string[], facts = NO_FACTS) =>
  texts.toSorted(collationsFor(facts).find((one) => one.id === id)?.compare ?? (() => Number.NaN));

describe('collations', () => {
  it('by byte: as the UTF-8 bytes compare', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 4 })), (texts) => {
        expect(sorted('bytes', texts)).toEqual(texts.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
      }),
    );
    expect(sorted('bytes', ['\u{1f600}', '\uff5e', '\ue000'])).toEqual(['\ue000', '\uff5e', '\u{1f600}']);
  });

  it('by number, only what is one', () => {
    expect(sorted('numeric', ['10', '9', '-1.5', '+2'])).toEqual(['-1.5', '+2', '9', '10']);
    expect(
      collationsFor(NO_FACTS)
        .find(({ id }) => id === 'numeric')
        ?.compare('1', 'x'),
    ).toBeNaN();
  });

  it('by locale, with and without punctuation', () => {
    expect(sorted('en', ['b', 'A', 'a-c', 'ab', 'B'])).toEqual(['A', 'a-c', 'ab', 'b', 'B']);
    expect(sorted('en-no-punctuation', ['b', 'A', 'a-c', 'ab', 'B'])).toEqual(['A', 'ab', 'a-c', 'b', 'B']);
  });

  it('takes the locales of the hosts too', () => {
    const facts = { sides: { legacy: { locale: 'sv_SE.UTF-8' }, candidate: { locale: 'C' } } };
    expect(sorted('sv-SE', ['ö', 'z', 'a'], facts)).toEqual(['a', 'z', 'ö']);
    const ids = collationsFor(facts).map(({ id }) => id);
    expect(ids).toEqual(['bytes', 'numeric', 'en', 'ja', 'sv-SE', 'case-insensitive', 'en-no-punctuation']);
  });
});
