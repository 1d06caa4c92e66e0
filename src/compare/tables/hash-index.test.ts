import { describe, expect, it } from 'vitest';
import { HashIndex } from './hash-index.ts';
import { digest } from './record-hash.ts';
import { RecordTable } from './record-table.ts';

describe('HashIndex', () => {
  it('numbers hashes in order of appearance, and knows them again while it grows', () => {
    const index = new HashIndex();
    const hashes = Array.from({ length: 20_000 }, (_, number) => digest(String(number)));
    for (const [number, hash] of hashes.entries()) {
      expect(index.intern(hash)).toBe(number);
      expect(index.intern(hashes[number >> 1] ?? hash)).toBe(number >> 1);
    }
    expect(hashes.map((hash) => index.intern(hash))).toEqual([...hashes.keys()]);
    expect(index.size).toBe(20_000);
  });

  it('minds all 128 bits', () => {
    const index = new HashIndex();
    const hash = digest('x');
    const flipped = Array.from({ length: 16 }, (_, at) => Buffer.from(hash.map((byte, place) => (place === at ? byte ^ 1 : byte))));
    expect([hash, ...flipped].map((one) => index.intern(one))).toEqual([...Array(17).keys()]);
  });
});

describe('RecordTable', () => {
  it('gives the records of a key in order, while it grows', () => {
    const table = new RecordTable();
    for (let record = 0; record < 5000; record++) table.add(record % 3, record, 0);
    const { starts, order } = table.byKey(4);
    expect([...starts]).toEqual([0, 1667, 3334, 5000, 5000]);
    expect([...order.subarray(starts[1], starts[2])]).toEqual(Array.from({ length: 1667 }, (_, nth) => nth * 3 + 1));
    expect(table.row(4999)).toBe(4999);
  });
});
