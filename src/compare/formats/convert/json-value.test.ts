import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonCell } from './json-cell.ts';
import { canonicalJson, repeatedKey } from './json-value.ts';
import { readJson } from './read-json.ts';

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** JSON, and texts that are nearly JSON: one letter changed, taken out or doubled. */
const nearly = fc
  .tuple(
    fc.json(),
    fc.nat(),
    fc.constantFrom('', '0', '-', '.', 'e', '"', '\\', '{', ']', ',', ':', ' ', '\n', 'u', '\u0001', '\ud800'),
    fc.nat({ max: 2 }),
  )
  .map(([text, at, letter, cut]) => {
    const place = at % (text.length + 1);
    return text.slice(0, place) + letter + text.slice(place + cut);
  });

describe('reading JSON', () => {
  it('accepts what JSON.parse accepts, and nothing else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), nearly, fc.string()), (text) => {
        expect(readJson(text) !== undefined).toBe(parses(text));
      }),
      { numRuns: 3000 },
    );
  });

  it('keeps the value in its one spelling', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const value = readJson(text);
        expect(value).toBeDefined();
        if (value === undefined) return;
        const spelling = canonicalJson(value);
        expect(JSON.parse(spelling)).toEqual(JSON.parse(text));
        expect(canonicalJson(readJson(` ${spelling} `) ?? value)).toBe(spelling);
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps the text of numbers', () => {
    const value = readJson('[1.0, 1e2, 12345678901234567890, -0]');
    expect(value && canonicalJson(value)).toBe('[1.0,1e2,12345678901234567890,-0]');
  });

  it('orders keys and tells one that stands twice, at any depth', () => {
    const value = readJson('{"b":1,"a":[{"c":1,"c":2}]}');
    expect(value && repeatedKey(value)).toBe('c');
    const ordered = readJson('{"b":1,"a":2}');
    expect(ordered && canonicalJson(ordered)).toBe('{"a":2,"b":1}');
  });

  it('refuses what is nested beyond reason instead of ending the process', () => {
    expect(readJson('['.repeat(100_000))).toBeUndefined();
    expect(readJson(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)).toBeUndefined();
  });

  it('reads long texts', () => {
    const text = 'x"\\\n'.repeat(1 << 20);
    expect(readJson(JSON.stringify(text))).toEqual({ kind: 'text', text });
  });
});

describe('a JSON value as a cell', () => {
  /** Values whose texts could be taken for another's. */
  const text = fc.oneof(fc.constantFrom('', 'null', 'true', '1', '1.0', '-1e3', '"', '"a"', '{}', '[1]', '\ud800', '\udc00'), fc.string());
  const value = fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null), fc.array(text), fc.object());
  const cellOf = (one: unknown, types: 'distinct' | 'same') => {
    const read = readJson(JSON.stringify(one));
    if (read === undefined) throw new Error('no JSON');
    return { read: canonicalJson(read), cell: jsonCell(read, types) };
  };

  it('is different for different values, and never empty', () => {
    fc.assert(
      fc.property(value, value, (one, other) => {
        const [mine, theirs] = [cellOf(one, 'distinct'), cellOf(other, 'distinct')];
        expect(mine.cell === theirs.cell).toBe(mine.read === theirs.read);
        expect(mine.cell).not.toBe('');
        expect(mine.cell.isWellFormed()).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('is the same for a number and its text where that is asked for, and for nothing else', () => {
    expect(cellOf('1.5', 'same').cell).toBe(cellOf(1.5, 'same').cell);
    expect(cellOf('true', 'same').cell).toBe(cellOf(true, 'same').cell);
    expect(new Set(['', 'null', null, '""', '"null"'].map((one) => cellOf(one, 'same').cell)).size).toBe(5);
  });

  it('is plain where nothing else could be meant', () => {
    expect(['Tokyo', '0001', '2026-11-24', ' '].map((one) => cellOf(one, 'distinct').cell)).toEqual(['Tokyo', '0001', '2026-11-24', ' ']);
  });
});
