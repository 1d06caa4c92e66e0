import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Arena, sharedMemory } from './arena.ts';
import { instantiate } from './exports.ts';
import { kernelModule } from './kernel-threads.ts';

const ROOM = 512;
const arena = new Arena(sharedMemory());
const kernel = instantiate(kernelModule(), arena.memory, { blockFull: () => {}, drain: () => {} });
const address = arena.allocate(ROOM);

it('counts LF, CR and CRLF as one line end each, wherever they lie', () => {
  const bytes = fc.array(fc.constantFrom('a', '\n', '\r', 'a'.repeat(61)), { maxLength: 40 }).map((parts) => parts.join('').slice(0, ROOM - 130));
  fc.assert(
    fc.property(bytes, (text) => {
      // What lies behind the end does not count, even where it would be the rest of a CRLF.
      arena.bytes.fill(10, address, address + ROOM).set(Buffer.from(`${text}a`), address);
      expect(kernel.lineEnds(address, text.length)).toBe(text.split(/\r\n|\r|\n/).length - 1);
    }),
    { numRuns: 2_000 },
  );
});
