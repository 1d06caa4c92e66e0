import { createHash } from 'node:crypto';
import { AwsError } from '../aws-error.ts';
import { ALGORITHMS, type Algorithm, CHECKSUM_BYTES, checksumHeader, startSumming } from '../checksums/checksum.ts';
import { readBody } from '../http/incoming.ts';
import { decodeAwsChunked, framingOf } from '../signature/aws-chunked.ts';
import type { S3Call } from './s3-call.ts';
import { invalidRequest } from './s3-error.ts';

/** A body that has arrived whole and agrees with everything its sender said of it. */
export interface ReceivedBody {
  readonly size: number;
  /** Hex. */
  readonly md5: string;
  readonly checksum: { readonly algorithm: Algorithm; readonly value: string };
  /** Whether the sender named the checksum; else it is the one that S3 adds by itself, CRC64NVME. */
  readonly declared: boolean;
}

type Request = Pick<S3Call, 'request' | 'signing' | 'payloadHash'>;

/**
 * Streams a body into `sink`, decoding aws-chunked, and verifies length, payload hash, Content-MD5 and checksum (header or trailer) at its end.
 * The caller throws away what it stored when this throws: IncompleteBody, BadDigest, InvalidDigest, InvalidRequest, XAmzContentSHA256Mismatch.
 */
export async function receiveBody(call: Request, sink: (chunk: Buffer) => Promise<unknown>): Promise<ReceivedBody> {
  const declared = declaredChecksum(call);
  const md5Wanted = contentMd5(call);
  const trailers = new Map<string, string>();
  const algorithm = declared?.algorithm ?? 'CRC64NVME';
  const [summing, md5, sha256] = [
    startSumming(algorithm),
    createHash('md5'),
    /^[0-9a-f]{64}$/.test(call.payloadHash) ? createHash('sha256') : undefined,
  ];
  let size = 0;
  for await (const chunk of payload(call, trailers)) {
    size += chunk.length;
    summing.update(chunk);
    md5.update(chunk);
    sha256?.update(chunk);
    await sink(chunk);
  }
  if (size !== expectedLength(call)) {
    throw new AwsError(400, 'IncompleteBody', 'You did not provide the number of bytes specified by the Content-Length HTTP header');
  }
  if (sha256 !== undefined && sha256.digest('hex') !== call.payloadHash) {
    throw new AwsError(400, 'XAmzContentSHA256Mismatch', "The provided 'x-amz-content-sha256' header does not match what was computed.");
  }
  const digest = md5.digest();
  if (md5Wanted !== undefined && !md5Wanted.equals(digest)) throw badDigest('Content-MD5');
  const value = summing.value();
  if (declared !== undefined) {
    const given = declared.value ?? trailers.get(checksumHeader(algorithm));
    if (!wellFormed(algorithm, given)) throw invalidRequest(`Value for ${checksumHeader(algorithm)} header is invalid.`);
    if (given !== value) throw badDigest(algorithm);
  }
  return { size, md5: digest.toString('hex'), checksum: { algorithm, value }, declared: declared !== undefined };
}

/** A small body as text, verified like any other. */
export async function receiveText(call: Request, limit = 4 << 20): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  await receiveBody(call, async (chunk) => {
    size += chunk.length;
    if (size > limit) throw new AwsError(400, 'MaxMessageLengthExceeded', 'Your request was too big.');
    chunks.push(chunk);
  });
  return Buffer.concat(chunks).toString('utf8');
}

/** Reads and drops a body that an operation has no use for. */
export async function receiveNothing(call: Request): Promise<void> {
  await readBody(call.request.stream, 1 << 20);
}

function payload({ request, signing, payloadHash }: Request, trailers: Map<string, string>): AsyncIterable<Buffer> {
  const framing = framingOf(payloadHash);
  const body: AsyncIterable<Buffer> = request.stream;
  return framing === undefined ? body : decodeAwsChunked(body, framing, signing, trailers);
}

function expectedLength({ request, payloadHash }: Request): number {
  const name = framingOf(payloadHash) === undefined ? 'content-length' : 'x-amz-decoded-content-length';
  const text = request.header(name) ?? (request.header('transfer-encoding') === undefined ? '0' : '');
  if (!/^\d+$/.test(text)) throw new AwsError(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.');
  return Number(text);
}

function declaredChecksum({ request }: Request): { algorithm: Algorithm; value: string | undefined } | undefined {
  const trailer = request.header('x-amz-trailer')?.toLowerCase();
  const found = ALGORITHMS.flatMap((algorithm) => {
    const value = request.header(checksumHeader(algorithm));
    return value !== undefined || trailer === checksumHeader(algorithm) ? [{ algorithm, value }] : [];
  });
  if (found.length > 1) throw invalidRequest('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.');
  const unknown = Object.keys(request.stream.headers).find(
    (name) => /^x-amz-checksum-(?!type$|mode$|algorithm$)/.test(name) && !ALGORITHMS.some((algorithm) => name === checksumHeader(algorithm)),
  );
  if (unknown !== undefined || (trailer !== undefined && found.length === 0))
    throw invalidRequest('The algorithm type you specified is not supported.');
  if (found.length === 0 && request.header('x-amz-sdk-checksum-algorithm') !== undefined) {
    throw invalidRequest('x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.');
  }
  return found[0];
}

function contentMd5({ request }: Request): Buffer | undefined {
  const text = request.header('content-md5');
  if (text === undefined) return undefined;
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== 16 || bytes.toString('base64') !== text)
    throw new AwsError(400, 'InvalidDigest', 'The Content-MD5 you specified was invalid.');
  return bytes;
}

function wellFormed(algorithm: Algorithm, value: string | undefined): boolean {
  const bytes = Buffer.from(value ?? '', 'base64');
  return bytes.length === CHECKSUM_BYTES[algorithm] && bytes.toString('base64') === value;
}

function badDigest(what: string): AwsError {
  return new AwsError(400, 'BadDigest', `The ${what} you specified did not match the calculated checksum.`);
}
