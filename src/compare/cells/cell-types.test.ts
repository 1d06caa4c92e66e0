import { describe, expect, it } from 'vitest';
import { CELL_TYPES, type CellType, fitsType } from './cell-types.ts';

const FITTING: Readonly<Record<CellType, readonly string[]>> = {
  text: ['', 'x', ' '],
  integer: ['0', '-12', '+7', '007', '123456789012345678901234567890'],
  decimal: ['0', '-0.50', '12', '+1.0'],
  date: ['2026-02-28', '2024-02-29', '0001-01-01'],
  'date-time': ['2026-02-28 23:59', '2026-02-28T23:59:59.123Z', '2026-02-28 23:59:59+09'],
  boolean: ['true', 'FALSE', 't', 'f', '1', '0'],
};
const OTHER: Readonly<Record<CellType, readonly string[]>> = {
  text: [],
  integer: ['', '1.0', '1e3', '1,000', ' 1', '１', '-', '\\N'],
  decimal: ['', '.5', '5.', '1e-3', '1,000.00', '1.0 ', 'NaN', 'Infinity', '0x10'],
  date: ['', '2026-02-29', '2026-2-3', '2026-13-01', '2026/02/28', '2026-02-28 00:00', '28.02.2026'],
  'date-time': ['', '2026-02-28', '2026-02-30 00:00', '2026-02-28 24:00', '2026-02-28 10:00:60', '10:00'],
  boolean: ['', 'yes', '2', 'truefalse', 'on'],
};

describe('fitsType', () => {
  it.each(CELL_TYPES)('%s', (type) => {
    expect(FITTING[type].filter((text) => !fitsType[type](text))).toEqual([]);
    expect(OTHER[type].filter((text) => fitsType[type](text))).toEqual([]);
  });
});
