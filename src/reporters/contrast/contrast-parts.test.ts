import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contrastParts, type Part } from './contrast-parts.ts';
import { segments } from './segments.ts';

const marked = (parts: readonly Part[]) => parts.map(({ text, changed }) => (changed ? `[${text}]` : text)).join('');
function shown(legacy: string, candidate: string): readonly [string, string] {
  const parts = contrastParts(legacy, candidate);
  return [marked(parts.legacy), marked(parts.candidate)];
}

describe('segments', () => {
  it('give both texts again, and are equal where they say so', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.constantFrom('a', 'b', 'ab ', '山', '👩', '\u3099', '1')).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, text, (legacy, candidate) => {
        const found = segments(legacy, candidate);
        expect(found.map((one) => ('equal' in one ? one.equal : one.legacy)).join('')).toBe(legacy);
        expect(found.map((one) => ('equal' in one ? one.equal : one.candidate)).join('')).toBe(candidate);
        expect(found.every((one) => !('equal' in one)) && legacy === candidate && legacy !== '').toBe(false);
        for (const one of found) if (!('equal' in one)) expect(one.legacy).not.toBe(one.candidate);
      }),
    );
  });

  it('gives up on long texts that have little in common', () => {
    const long = (from: number) => Array.from({ length: 60_000 }, (_, index) => String.fromCodePoint(from + (index % 500))).join('');
    expect(segments(`=${long(0x4e00)}`, `=${long(0x6000)}`)).toHaveLength(2);
  });
});

describe('contrastParts', () => {
  it.each([
    ['20.00', '20.01', '20.0[0]', '20.0[1]'],
    ['2026-03-01', '2026-02-28', '2026-0[3-01]', '2026-0[2-28]'],
    ['Tanaka', 'Suzuki', '[Tanaka]', '[Suzuki]'],
    ['x', 'x ', 'x', 'x[␣]'],
    ['a b', 'a\u3000b', 'a[␣]b', 'a[\\u{3000}]b'],
    ['a b', 'a\u00a0b', 'a[␣]b', 'a[\\u{a0}]b'],
    ['か\u3099', 'が', '[か\\u{3099}]', '[が]'],
    ['a\tb', 'a b', 'a[\\x09]b', 'a[␣]b'],
    ['safe', 'sa\u202efe', 'safe', 'sa[\\u{202e}]fe'],
    ['', 'new', '', '[new]'],
    ['a\u001bb', 'a\\x1bb', 'a[\\u{1b}]b', 'a[\\\\x1b]b'],
    [' ', '␣', '[\\u{20}]', '[\\u{2423}]'],
    ['𠮷野家', '吉野家', '[𠮷]野家', '[吉]野家'],
  ])('%j against %j', (legacy, candidate, left, right) => expect(shown(legacy, candidate)).toEqual([left, right]));

  it('keeps what differs in sight', () => {
    const [left, right] = shown(`${'start '.repeat(50)}one${' end'.repeat(50)}`, `${'start '.repeat(50)}two${' end'.repeat(50)}`);
    expect(left).toBe('…t start start start [one] end end end end end…');
    expect(right).toContain('[two]');
    expect(shown('x', 'y'.repeat(5_000))[1].length).toBeLessThan(400);
  });

  it('never shows two differing texts alike', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.array(fc.constantFrom('a', ' ', '\u3099', 'か', '\\', 'x1b', '\u001b')).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, text, text, text, (start, a, b, end) => {
        fc.pre(start + a + end !== start + b + end);
        const { legacy, candidate } = contrastParts(start + a + end, start + b + end);
        expect(marked(legacy)).not.toBe(marked(candidate));
      }),
    );
  });
});
