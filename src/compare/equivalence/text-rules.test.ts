import { describe, expect, it } from 'vitest';
import { isUnread, relateCells } from '../../testing/relate-cells.ts';

describe('width', () => {
  it.each([
    ['ﾔﾏﾀﾞ', 'ヤマダ', 'equivalent'],
    ['１２', '12', 'equivalent'],
    ['ヤマダ', 'ヤマダ', 'same'],
    ['ヤマダ', 'ヤマタ', 'different'],
    ['〜', '～', 'different'],
    ['a', 'A', 'different'],
  ])('%s and %s: %s', (legacy, candidate, expected) => expect(relateCells({ width: 'nfkc' }, legacy, candidate)).toBe(expected));
});

describe('trim', () => {
  it.each([
    [' a\t', 'a', 'equivalent'],
    ['\u3000a', 'a', 'equivalent'],
    ['  ', '', 'equivalent'],
    ['a b', 'ab', 'different'],
    ['a', 'b ', 'different'],
    ['\ufeffa', 'a', 'different'],
    [' \ufeffa\ufeff\t', '\ufeffa\ufeff', 'equivalent'],
  ])('%j and %j: %s', (legacy, candidate, expected) => expect(relateCells({ trim: true }, legacy, candidate)).toBe(expected));
});

describe('case', () => {
  it.each([
    ['Ab', 'aB', 'equivalent'],
    ['ΣΑΣ', 'σας', 'equivalent'],
    ['straße', 'STRASSE', 'equivalent'],
    ['a', 'á', 'different'],
    ['ａ', 'a', 'different'],
    ['a', ' A', 'different'],
  ])('%s and %s: %s', (legacy, candidate, expected) => expect(relateCells({ case: 'fold' }, legacy, candidate)).toBe(expected));
});

describe('nullWords', () => {
  const words = { nullWords: ['', 'NULL', '\\N'] };
  it.each([
    ['', 'NULL', 'equivalent'],
    ['\\N', 'NULL', 'equivalent'],
    ['NULL', 'NULL', 'settled'],
    ['NULL', 'null', 'different'],
    ['NULL', ' ', 'different'],
    ['', '0', 'different'],
    ['n', 'NULL', 'different'],
    ['t', '', 'different'],
  ])('%j and %j: %s', (legacy, candidate, expected) => expect(relateCells(words, legacy, candidate)).toBe(expected));

  it('leaves the empty cell alone unless it is named', () => {
    expect(relateCells({ nullWords: ['NULL', '-'] }, '', 'NULL')).toBe('different');
    expect(relateCells({ nullWords: ['NULL', '-'] }, '-', 'NULL')).toBe('equivalent');
  });

  it('are met after the text rules, and before a value is read', () => {
    expect(relateCells({ trim: true, case: 'fold', nullWords: ['NULL', ''] }, ' null ', '')).toBe('equivalent');
    expect(isUnread({ decimal: {}, nullWords: ['NULL'] }, 'NULL')).toBe(false);
    expect(relateCells({ tolerance: { absolute: '5' }, nullWords: ['0'] }, '0', '1')).toBe('different');
  });
});

describe('ignore', () => {
  it('counts what differs and nothing else', () => {
    expect(relateCells({ ignore: 'generated' }, 'a', 'b')).toBe('ignored');
    expect(relateCells({ ignore: 'generated' }, 'a', 'a')).toBe('settled');
    expect(isUnread({ ignore: 'generated' }, 'a')).toBe(false);
  });
});

describe('several text rules', () => {
  it('are applied width first, so that a wide blank is trimmed and a wide letter folded', () => {
    expect(relateCells({ width: 'nfkc', trim: true, case: 'fold' }, '　ＡＢ', 'ab')).toBe('equivalent');
    expect(relateCells({ width: 'nfkc', case: 'fold' }, '　ＡＢ', 'ab')).toBe('different');
  });
});
