import type { Clock } from '../../../model/clock.ts';
import type { Ids } from '../../../model/context.ts';
import { AwsError } from '../aws-error.ts';
import type { Answer } from '../http/answer.ts';
import { decodePart, type Incoming } from '../http/incoming.ts';
import { framingOf } from '../signature/aws-chunked.ts';
import { type Caller, verifySignature } from '../signature/verify-signature.ts';
import type { BucketStore } from './bucket-store.ts';
import { routeS3 } from './route-s3.ts';
import { invalidRequest, s3ErrorDocument } from './s3-error.ts';

/** What S3 needs of its surroundings. */
export interface S3Options {
  readonly store: BucketStore;
  readonly caller: Caller;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Answers an S3 request, path style: verified first, errors in S3's XML. Throws only what is a defect. */
export async function answerS3(request: Incoming, options: S3Options, requestId: string): Promise<Answer> {
  try {
    const payloadHash = readPayloadHash(request);
    const signing = verifySignature(request, 's3', options.caller, options.clock.now(), payloadHash);
    const [, bucket = '', ...rest] = request.rawPath.split('/');
    const key = decodePart(rest.join('/'));
    const { store, clock, ids, caller } = options;
    return await routeS3({ request, store, clock, ids, region: caller.region, bucket: decodePart(bucket), key, signing, payloadHash });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { status: error.status, headers: { 'content-type': 'application/xml' }, body: s3ErrorDocument(error, request.rawPath, requestId) };
  }
}

function readPayloadHash(request: Incoming): string {
  const hash = request.header('x-amz-content-sha256') ?? (request.parameter('X-Amz-Signature') === undefined ? '' : 'UNSIGNED-PAYLOAD');
  if (hash === '') {
    if (request.header('authorization') === undefined) throw new AwsError(403, 'AccessDenied', 'Access Denied');
    throw invalidRequest('Missing required header for this request: x-amz-content-sha256');
  }
  if (hash !== 'UNSIGNED-PAYLOAD' && !/^[0-9a-f]{64}$/.test(hash) && framingOf(hash) === undefined) {
    throw invalidRequest('x-amz-content-sha256 must be UNSIGNED-PAYLOAD, a STREAMING- value that is supported, or a valid sha256 value.');
  }
  return hash;
}
