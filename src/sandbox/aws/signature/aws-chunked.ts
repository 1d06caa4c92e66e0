import { createHash } from 'node:crypto';
import { sha256 } from '../../../runtime/hash.ts';
import { ByteReader, malformedChunk } from './byte-reader.ts';
import { signatureError } from './signature-problem.ts';
import { hmac } from './signing-key.ts';
import { equal, type Signing } from './verify-signature.ts';

/** How a streamed body is framed: are its chunks signed, is there a trailer? */
export interface Framing {
  readonly signed: boolean;
  readonly trailer: boolean;
}

const FRAMINGS: Readonly<Record<string, Framing>> = {
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD': { signed: true, trailer: false },
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER': { signed: true, trailer: true },
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER': { signed: false, trailer: true },
};

/** The framing that a value of `x-amz-content-sha256` announces; undefined for a body that is sent as it is. */
export function framingOf(payloadHash: string): Framing | undefined {
  return FRAMINGS[payloadHash];
}

/**
 * Decodes aws-chunked (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html) and yields the payload as it arrives; a signed
 * chunk is verified when its end is reached, so the caller must not keep anything before this has returned. Trailers go into `trailers`.
 * Throws IncompleteBody, InvalidChunkSizeError, SignatureDoesNotMatch.
 */
export async function* decodeAwsChunked(
  source: AsyncIterable<Buffer>,
  framing: Framing,
  signing: Signing,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer, void, undefined> {
  const reader = new ByteReader(source);
  let previous = signing.signature;
  for (;;) {
    const head = parseChunkHead(await reader.line(), framing);
    const hash = framing.signed ? createHash('sha256') : undefined;
    for (let left = head.size; left > 0; ) {
      const piece = await reader.some(left);
      left -= piece.length;
      hash?.update(piece);
      yield piece;
    }
    if (hash !== undefined) {
      checkSignature(signing, 'AWS4-HMAC-SHA256-PAYLOAD', `${previous}\n${sha256('')}\n${hash.digest('hex')}`, head.signature);
      previous = head.signature;
    }
    if (head.size === 0) break;
    if ((await reader.line()) !== '') throw malformedChunk();
  }
  await readTrailers(reader, trailers);
  if (framing.signed && framing.trailer) {
    const canonical = [...trailers].filter(([name]) => name !== 'x-amz-trailer-signature').map(([name, value]) => `${name}:${value}\n`);
    checkSignature(signing, 'AWS4-HMAC-SHA256-TRAILER', `${previous}\n${sha256(canonical.join(''))}`, trailers.get('x-amz-trailer-signature') ?? '');
  }
  if (!(await reader.ended())) throw malformedChunk();
}

function parseChunkHead(line: string, framing: Framing): { size: number; signature: string } {
  const match = (framing.signed ? /^([0-9a-fA-F]{1,12});chunk-signature=([0-9a-f]{64})$/ : /^([0-9a-fA-F]{1,12})$/).exec(line);
  if (match === null) throw malformedChunk();
  return { size: Number.parseInt(match[1] ?? '', 16), signature: match[2] ?? '' };
}

function checkSignature(signing: Signing, algorithm: string, rest: string, given: string): void {
  const expected = hmac(signing.key, [algorithm, signing.date, signing.scope, rest].join('\n')).toString('hex');
  if (!equal(expected, given)) throw signatureError('s3', 'mismatch');
}

async function readTrailers(reader: ByteReader, trailers: Map<string, string>): Promise<void> {
  for (let line = await reader.line(); line !== ''; line = await reader.line()) {
    const mark = line.indexOf(':');
    if (mark < 1) throw malformedChunk();
    trailers.set(line.slice(0, mark).trim().toLowerCase(), line.slice(mark + 1).trim());
  }
}
