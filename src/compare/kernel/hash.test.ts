import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seedForTests } from '../../testing/scan-alone.ts';
import { Arena, sharedMemory } from './arena.ts';
import { instantiate } from './exports.ts';
import { kernelModule } from './kernel-threads.ts';
import { ScanTables } from './scan-tables.ts';
import { TextBuffer } from './text-buffer.ts';

const LONGEST = 4096;
const arena = new Arena(sharedMemory());
const kernel = instantiate(kernelModule(), arena.memory, { blockFull: () => {}, drain: () => {} });
const dialect = { delimiter: 44, quote: 34, columns: 1 };
const text = new TextBuffer(arena, kernel, dialect, LONGEST);
seedForTests(kernel, arena);
new ScanTables(arena, kernel, { ...dialect, key: [], places: [0] });

/** The two halves of the hash of a record of one cell. */
function hashOf(record: Uint8Array): readonly [bigint, bigint] {
  arena.bytes.set(record, text.address);
  arena.bytes[text.address + record.length] = 10;
  kernel.findFields(text.address, record.length + 1);
  kernel.setRows(0, 1, 0, 0, text.canonical);
  kernel.beginRows(1, 0);
  kernel.takeRecords(text.address, 0);
  return [kernel.sumLow.value, kernel.sumHigh.value];
}

function plain(length: number): Uint8Array {
  return new Uint8Array(length).fill(0x61);
}

/** All texts that differ from one in at most two bits, out of those given of each byte, at every `stride`th place. */
function* twoFlips(length: number, bits: readonly number[], stride: number): Generator<Uint8Array> {
  const flips = Array.from({ length: Math.ceil(length / stride) }, (_, nth) => bits.map((bit) => [nth * stride, 1 << bit] as const)).flat();
  for (const [nth, [place, mask]] of flips.entries()) {
    for (const [other, also] of flips.slice(nth + 1)) {
      const record = plain(length);
      record[place] = (record[place] ?? 0) ^ mask;
      record[other] = (record[other] ?? 0) ^ also;
      yield record;
    }
  }
}

describe('the hash of a record', () => {
  // A step that multiplies without more leaves differences of the upper bits where they are: the next word could take them back.
  it.each([
    [12, [0, 3, 5, 6], 1],
    [20, [0, 3, 5, 6], 1],
    [40, [4, 5, 6], 1],
    [98, [5, 6], 1],
    [200, [1, 6], 1],
    [1500, [1, 6], 8],
  ])('of %i bytes is another one wherever two bits differ', (length, bits, stride) => {
    const halves: readonly [Set<bigint>, Set<bigint>] = [new Set(), new Set()];
    let count = 0;
    for (const record of twoFlips(length, bits, stride)) {
      const [low, high] = hashOf(record);
      halves[0].add(low);
      halves[1].add(high);
      count += 1;
    }
    expect(halves.map(({ size }) => size)).toEqual([count, count]);
  });

  it('of each length is another one, also where only zeros follow', () => {
    for (const byte of [0, 0x61]) {
      const all = Array.from({ length: 2500 }, (_, length) => hashOf(new Uint8Array(length).fill(byte)));
      expect(new Set(all.map(([low]) => low)).size).toBe(2500);
      expect(new Set(all.map(([, high]) => high)).size).toBe(2500);
    }
  });

  it('adds up to something else when two records exchange parts', () => {
    const part = fc.uint8Array({ minLength: 1, maxLength: 8, min: 0x30, max: 0x7e });
    const place = fc.integer({ min: 0, max: 11 });
    fc.assert(
      fc.property(
        fc.constantFrom(96, 100, 128, 300),
        place,
        place,
        fc.tuple(part, part),
        fc.tuple(part, part),
        (length, left, right, [a, b], [c, d]) => {
          const fresh = (one: Uint8Array, two: Uint8Array) => {
            const record = plain(length);
            record.set(one, left * 8);
            record.set(two, right * 8);
            return record;
          };
          const before = [fresh(a, c), fresh(b, d)];
          const after = [fresh(a, d), fresh(b, c)];
          const texts = (records: readonly Uint8Array[]) => records.map((record) => Buffer.from(record).toString('latin1')).sort();
          fc.pre(texts(before).join() !== texts(after).join());
          const sums = [before, after].map((records) => records.map(hashOf).reduce(([l, h], [low, high]) => [l + low, h + high]));
          expect(BigInt.asUintN(64, sums[0]?.[0] ?? 0n)).not.toBe(BigInt.asUintN(64, sums[1]?.[0] ?? 0n));
          expect(BigInt.asUintN(64, sums[0]?.[1] ?? 0n)).not.toBe(BigInt.asUintN(64, sums[1]?.[1] ?? 0n));
        },
      ),
      { numRuns: 1000 },
    );
  });
});
