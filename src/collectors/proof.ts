import { createHash } from 'node:crypto';
import type { Context } from '../model/context.ts';
import { TwinrunError } from '../model/error.ts';
import type { Arrived } from './write-hashed.ts';

/** Reads a source once more, keeping nothing, where it cannot tell a checksum itself: what arrived must be what is read again. */
export async function expectSameAgain(source: string, again: AsyncIterable<Uint8Array>, received: Arrived, x: Context): Promise<'second-reading'> {
  const hash = createHash('sha256');
  for await (const chunk of again) {
    x.signal.throwIfAborted();
    hash.update(chunk);
  }
  expectSame('sha256', source, hash.digest('hex'), received.sha256);
  return 'second-reading';
}

/** Throws `collect.differs` when what arrived is not what the source says it has. */
export function expectSame(what: 'size' | 'sha256', source: string, expected: string | number, received: string | number): void {
  if (expected === received) return;
  throw new TwinrunError({
    code: 'collect.differs',
    message: `${source} arrived with another ${what} than it has there`,
    expected: String(expected),
    received: String(received),
    fix: 'The file changed while it was read, or the transfer was damaged. Make sure that nobody writes to it, then run again.',
  });
}
