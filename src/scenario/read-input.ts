import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { TwinrunError } from '../model/error.ts';

/** How to say that a file is not there. */
interface Absence {
  readonly code: string;
  readonly message: string;
  readonly fix: string;
}

/** No input file that a person writes is larger; the rest is left unread. */
const MAX_BYTES = 1 << 20;

/** Reads a file that a person named, at most 1 MiB of it. Throws misuse: `absence` when it is not there, `file.unreadable` when it cannot be read. */
export async function readInput(path: string, absence: Absence): Promise<Uint8Array> {
  try {
    // A pipe without a writer must not hold us up.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const kind = await file.stat();
      if (!kind.isFile()) throw new Error('no regular file');
      const buffer = Buffer.alloc(Math.min(kind.size, MAX_BYTES));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const at = { file: path };
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new TwinrunError({ ...absence, class: 'misuse', at, cause });
    throw new TwinrunError({
      code: 'file.unreadable',
      class: 'misuse',
      message: 'the file cannot be read',
      expected: 'a readable file',
      received: cause instanceof Error ? cause.message : String(cause),
      at,
      fix: 'Make it a regular file that the user who runs twinrun may read.',
      cause,
    });
  }
}
