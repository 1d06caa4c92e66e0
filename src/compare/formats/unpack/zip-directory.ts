import { open } from 'node:fs/promises';
import type { Entry, ZipFile } from 'yauzl';
import { damaged } from './damaged.ts';

/** The end of an archive's directory without its comment, and the fixed part of each entry (PKWARE APPNOTE 6.3, sections 4.3.16 and 4.3.12). Bytes. */
const END = 22;
const ENTRY = 46;
/** What may stand between directory and end: the directory of large archives (4.3.14), a signature (4.3.13). */
const BETWEEN = ['PK\x06\x06', 'PK\x05\x05'];
/** Stands in the place of what is too large for its field. */
const ELSEWHERE = 0xffffffff;

/** What an entry takes in the directory. */
export function bytesOf({ fileNameLength, extraFieldLength, fileCommentLength }: Entry): number {
  return ENTRY + fileNameLength + extraFieldLength + fileCommentLength;
}

/**
 * Demands that the directory is as long as its entries (`listedBytes`), and that nothing else stands between it and the archive's end: two archives in one file have two
 * directories, of which programs read one or the other. Throws a `SourceProblem`.
 */
export async function requireWhole(file: string, { fileSize, comment }: ZipFile, listedBytes: number): Promise<void> {
  const handle = await open(file);
  try {
    const at = fileSize - END - comment.length;
    const end = Buffer.alloc(END);
    await handle.read(end, 0, END, at);
    const [size, offset] = [end.readUInt32LE(12), end.readUInt32LE(16)];
    // Then they stand in the directory of large archives, which the library holds against them.
    if (size === ELSEWHERE || offset === ELSEWHERE) return;
    const { buffer: next } = await handle.read(Buffer.alloc(4), 0, 4, offset + size);
    const touches = offset + size === at || (offset + size < at && BETWEEN.includes(next.toString('latin1')));
    if (listedBytes !== size || !touches) throw damaged('zip', 'its directory is not where its end says: are these two archives in one file?');
  } finally {
    await handle.close();
  }
}
