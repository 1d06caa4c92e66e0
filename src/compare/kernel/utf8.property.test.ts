import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Arena, sharedMemory } from './arena.ts';
import { DEPTH, instantiate } from './exports.ts';
import { kernelModule } from './kernel-threads.ts';
import { TextBuffer } from './text-buffer.ts';

const LF = 10;
const arena = new Arena(sharedMemory());
const kernel = instantiate(kernelModule(), arena.memory, { blockFull: () => {}, drain: () => {} });
// No byte of UTF-8 is the quote, so that every line ends a record.
const text = new TextBuffer(arena, kernel, { delimiter: 44, quote: 0xff, columns: 1 }, 4096);

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

it('calls UTF-8 what Node does, as far as whole records go', () => {
  fc.assert(
    fc.property(fc.oneof(weighted(0), weighted(1)), fc.integer({ min: 0, max: 2 }), fc.uint8Array({ maxLength: 70 }), (parts, depth, behind) => {
      const bytes = Uint8Array.from(parts.flat());
      // What lies behind the text has no say.
      arena.bytes.set(behind, text.address + bytes.length);
      arena.bytes.set(bytes, text.address);
      kernel.indexText(text.address, bytes.length, depth === 0 ? DEPTH.count : depth === 1 ? DEPTH.records : DEPTH.fields);
      expect(kernel.tail.value).toBe(bytes.lastIndexOf(LF) + 1);
      expect(kernel.foreign.value === 0).toBe(isUtf8(bytes.subarray(0, kernel.tail.value)));
    }),
    { numRuns: 3000 },
  );
});
