import { describe, expect, it } from 'vitest';
import { isUnread, relateCells } from '../../testing/relate-cells.ts';

describe('decimal', () => {
  it.each([
    ['1.0', '1', 'equivalent'],
    ['1.00', '1e0', 'equivalent'],
    ['-0', '0', 'equivalent'],
    ['+.5', '0.50', 'equivalent'],
    ['007', '7', 'equivalent'],
    ['1E+2', '100', 'equivalent'],
    ['9007199254740993', '9007199254740992', 'different'],
    ['0.1', '0.10000000000000001', 'different'],
    ['1', '-1', 'different'],
    ['', '0', 'different'],
    ['x', 'x', 'same'],
    ['x', 'X', 'different'],
  ])('%s and %s: %s', (legacy, candidate, expected) => expect(relateCells({ decimal: {} }, legacy, candidate)).toBe(expected));

  it.each(['x', '-', '1,000', ' 1', 'NaN', '1e', 'Infinity', '0x10', '１', '1e999', '1'.repeat(201)])('cannot read %s', (text) =>
    expect(isUnread({ decimal: {} }, text)).toBe(true),
  );

  it('has nothing to read in an empty cell', () => expect(isUnread({ decimal: {} }, '')).toBe(false));

  it('refuses more digits than declared, unless it rounds', () => {
    expect(isUnread({ decimal: { digits: 2 } }, '1.005')).toBe(true);
    expect(isUnread({ decimal: { digits: 2 } }, '1.0500')).toBe(false);
    expect(relateCells({ decimal: { digits: 2 } }, '1.004', '1.00')).toBe('different');
    expect(isUnread({ decimal: { digits: 2, round: 'half-even' } }, '1.005')).toBe(false);
  });

  it.each([
    ['1.005', '1.00', 'equivalent'],
    ['1.015', '1.02', 'equivalent'],
    ['1.0150000000000000001', '1.02', 'equivalent'],
    ['1.0050000000000000001', '1.01', 'equivalent'],
    ['-1.005', '-1.00', 'equivalent'],
    ['-1.015', '-1.02', 'equivalent'],
    ['-0.001', '0', 'equivalent'],
    ['1.005', '1.01', 'different'],
    ['1.0049', '1.01', 'different'],
  ])('rounds half to even: %s and %s: %s', (legacy, candidate, expected) =>
    expect(relateCells({ decimal: { digits: 2, round: 'half-even' } }, legacy, candidate)).toBe(expected),
  );
});

describe('tolerance', () => {
  it.each([
    ['1.00', '1.01', 'tolerated'],
    ['1.00', '0.99', 'tolerated'],
    ['1.00', '1.0100000000000000001', 'different'],
    ['1.00', '1', 'equivalent'],
    ['1e2', '100.01', 'tolerated'],
    ['', '0', 'different'],
    ['x', 'y', 'different'],
    ['x', 'x', 'same'],
    ['-', '0', 'different'],
  ])('absolute, %s and %s: %s', (legacy, candidate, expected) =>
    expect(relateCells({ tolerance: { absolute: '0.01' } }, legacy, candidate)).toBe(expected),
  );

  it.each([
    ['1000', '1001', 'tolerated'],
    ['1000', '1001.0000001', 'different'],
    ['-1000', '-999', 'tolerated'],
    ['-1000', '1000', 'different'],
    ['0', '0.0000001', 'different'],
    ['0', '0.0', 'equivalent'],
    ['1e-90', '1.001e-90', 'tolerated'],
  ])('relative to legacy, %s and %s: %s', (legacy, candidate, expected) =>
    expect(relateCells({ tolerance: { relative: '0.001' } }, legacy, candidate)).toBe(expected),
  );

  it('cannot read what is no number, on either side', () => {
    expect(isUnread({ tolerance: { absolute: '1' } }, '-', 'candidate')).toBe(true);
    expect(isUnread({ tolerance: { absolute: '1' } }, '', 'candidate')).toBe(false);
  });
});

describe('items', () => {
  const any = { items: { separator: ';', order: 'any', repeats: 'counted' } } as const;
  it.each([
    ['a;b', 'b;a', 'equivalent'],
    ['a;b;', ';a;b', 'equivalent'],
    ['a;a;b', 'a;b;b', 'different'],
    ['a;b', 'a;b;', 'different'],
    ['a;b', 'a; b', 'different'],
    ['1:a', 'a', 'different'],
  ])('%s and %s: %s', (legacy, candidate, expected) => expect(relateCells(any, legacy, candidate)).toBe(expected));

  it('leaves repeats out only when told', () => {
    const once = { items: { ...any.items, repeats: 'ignored' } } as const;
    expect(relateCells(once, 'a;a;b', 'b;a')).toBe('equivalent');
    expect(relateCells(once, 'a;c', 'a;b')).toBe('different');
  });

  it('never joins items anew', () => {
    const double = { items: { ...any.items, separator: ';;' } } as const;
    expect(relateCells(double, 'b;;;a', 'b;;;a')).toBe('same');
    expect(relateCells(double, 'a;;;b', 'b;;;a')).toBe('different');
  });
});
