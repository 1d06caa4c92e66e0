import { StringDecoder } from 'node:string_decoder';

/** The largest message of an event of CloudWatch Logs, in bytes. */
export const LARGEST_MESSAGE = 262_144 - 26;

/**
 * Cuts a stream into lines, as the awslogs driver does: empty lines are dropped, a line longer than an event is cut into several, bytes that
 * are not UTF-8 become U+FFFD. Yields the lines of each chunk together, so that a slow reader slows the writer down.
 */
export async function* logLines(source: AsyncIterable<Buffer>): AsyncGenerator<readonly string[], void, undefined> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of source) {
    const parts = (rest + decoder.write(chunk)).split('\n');
    rest = parts.pop() ?? '';
    const lines = parts.flatMap(cut);
    if (rest.length > LARGEST_MESSAGE) {
      const pieces = cut(rest);
      rest = pieces.pop() ?? '';
      lines.push(...pieces);
    }
    if (lines.length > 0) yield lines;
  }
  const last = cut(rest + decoder.end());
  if (last.length > 0) yield last;
}

/** A line in pieces of at most the largest message; nothing for an empty line. */
function cut(line: string): string[] {
  if (line === '') return [];
  if (line.length * 3 <= LARGEST_MESSAGE || Buffer.byteLength(line) <= LARGEST_MESSAGE) return [line];
  const pieces: string[] = [];
  for (let bytes = Buffer.from(line); bytes.length > 0; ) {
    let end = Math.min(bytes.length, LARGEST_MESSAGE);
    // never inside a character: continuation bytes are 10xxxxxx
    while (end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
    pieces.push(bytes.subarray(0, end).toString('utf8'));
    bytes = bytes.subarray(end);
  }
  return pieces;
}
