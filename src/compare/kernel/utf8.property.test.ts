import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Arena, sharedMemory } from './arena.ts';
import { instantiate } from './exports.ts';
import { kernelModule } from './kernel-threads.ts';
import { TextBuffer } from './text-buffer.ts';

const LF = 10;
const arena = new Arena(sharedMemory());
const kernel = instantiate(kernelModule(), arena.memory, { blockFull: () => {}, drain: () => {} });
// No byte of UTF-8 is the quote, so that every line ends a record.
const text = new TextBuffer(arena, kernel, { delimiter: 44, quote: 0xff, columns: 1 }, 8192);

const character = fc.constantFrom('é', 'ß', '߿', 'ࠀ', '結', '퟿', '', '￿', '𐀀', '😀', '\u{10ffff}').map((one) => [...Buffer.from(one)]);
const wrong = fc
  .constantFrom(
    ...[
      '80',
      'bf',
      'c0af',
      'c1bf',
      'c2',
      'e0',
      'e080af',
      'e09fbf',
      'e280',
      'eda080',
      'edbfbf',
      'f0808080',
      'f08fbfbf',
      'f09f98',
      'f4908080',
      'f5808080',
      'fe',
    ],
  )
  .map((hex) => [...Buffer.from(hex, 'hex')]);
const plain = fc.array(fc.constantFrom(0x61, 0x20, LF), { maxLength: 40 });
const any = fc.array(fc.integer({ min: 0, max: 0xfe }), { maxLength: 4 });
const weighted = (often: number) =>
  fc.array(
    fc.oneof(
      { weight: 8, arbitrary: plain },
      { weight: 8, arbitrary: character },
      { weight: often, arbitrary: wrong },
      { weight: often, arbitrary: any },
    ),
    { maxLength: 30 },
  );

/** The kernel looks at 32 bytes at a time, and at 64 times as many for which of them to look at. */
const ahead = fc.oneof(fc.constant(0), fc.integer({ min: 2048 - 100, max: 2048 }), fc.integer({ min: 4096 - 100, max: 4096 }));

it('calls UTF-8 what Node does, as far as whole records go', () => {
  fc.assert(
    fc.property(
      fc.oneof(weighted(0), weighted(1)),
      ahead,
      fc.constantFrom('countRecords', 'findRecords', 'findFields'),
      fc.uint8Array({ maxLength: 130 }),
      (parts, before, depth, behind) => {
        const bytes = Uint8Array.from([...new Array(before).fill(0x61), ...parts.flat()]);
        // What lies behind the text has no say.
        arena.bytes.set(behind, text.address + bytes.length);
        arena.bytes.set(bytes, text.address);
        kernel[depth](text.address, bytes.length);
        expect(kernel.tail.value).toBe(bytes.lastIndexOf(LF) + 1);
        expect(kernel.foreign.value === 0).toBe(isUtf8(bytes.subarray(0, kernel.tail.value)));
      },
    ),
    { numRuns: 5000 },
  );
});

it('sees a character that is cut at any place, also where nothing but ASCII follows', () => {
  for (let before = 1900; before < 2300; before += 1) {
    for (const [whole = '', ...cuts] of [
      ['c3a9', 'c3'],
      ['e7b590', 'e7', 'e7b5'],
      ['f09f9880', 'f0', 'f09f', 'f09f98'],
    ]) {
      for (const hex of [whole, ...cuts]) {
        const bytes = Buffer.concat([Buffer.alloc(before, 0x61), Buffer.from(hex, 'hex'), Buffer.alloc(100, 0x61), Buffer.from([LF])]);
        arena.bytes.set(bytes, text.address);
        kernel.countRecords(text.address, bytes.length);
        expect([before, hex, kernel.foreign.value === 0]).toEqual([before, hex, hex === whole]);
      }
    }
  }
});
