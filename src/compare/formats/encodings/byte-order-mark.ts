import type { Charset } from './names.ts';

/** The charset whose byte order mark the bytes begin with. UTF-32 is not told from UTF-16: its NUL characters show. */
export function markedCharset(head: Buffer): Charset | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return undefined;
}

/** The longest mark. */
const MARK_BYTES = 3;

/** The charset whose byte order mark a file begins with. */
export async function markOf(chunks: AsyncIterable<Buffer>): Promise<Charset | undefined> {
  let head = Buffer.alloc(0);
  for await (const chunk of chunks) {
    head = Buffer.concat([head, chunk.subarray(0, MARK_BYTES)]);
    if (head.length >= MARK_BYTES) break;
  }
  return markedCharset(head);
}
