import type { IncomingMessage } from 'node:http';
import { AwsError } from '../aws-error.ts';

/** A request as AWS looks at it: the path is not normalised, because `..` and `//` are legal parts of a key. */
export interface Incoming {
  readonly method: string;
  /** As sent, still percent-encoded. */
  readonly rawPath: string;
  /** Decoded, in the order sent. */
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly stream: IncomingMessage;
  /** A header by its lower-case name; several of one name are joined by `, `. */
  header(name: string): string | undefined;
  /** The first query parameter of that name. */
  parameter(name: string): string | undefined;
}

/** Reads the head of a request. Throws InvalidURI for a broken percent-encoding. */
export function readIncoming(stream: IncomingMessage): Incoming {
  const url = stream.url ?? '/';
  const mark = url.indexOf('?');
  const query = mark < 0 ? [] : parseQuery(url.slice(mark + 1));
  return {
    method: stream.method ?? 'GET',
    rawPath: mark < 0 ? url : url.slice(0, mark),
    query,
    stream,
    header: (name) => {
      const value = stream.headers[name];
      return Array.isArray(value) ? value.join(', ') : value;
    },
    parameter: (name) => query.find(([key]) => key === name)?.[1],
  };
}

function parseQuery(text: string): (readonly [string, string])[] {
  return text
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const mark = part.indexOf('=');
      const name = mark < 0 ? part : part.slice(0, mark);
      return [decodePart(name.replaceAll('+', ' ')), mark < 0 ? '' : decodePart(part.slice(mark + 1).replaceAll('+', ' '))] as const;
    });
}

/** Percent-decodes UTF-8. Throws InvalidURI. */
export function decodePart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError(400, 'InvalidURI', "Couldn't parse the specified URI.");
  }
}

/** Reads a whole body into memory, up to `limit` bytes. Throws RequestEntityTooLarge. */
export async function readBody(stream: AsyncIterable<Buffer>, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > limit) throw new AwsError(413, 'RequestEntityTooLarge', `The request is larger than ${limit} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
