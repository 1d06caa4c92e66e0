import { rm } from 'node:fs/promises';
import { AwsError } from '../aws-error.ts';
import { writeBodyFile } from './body-file.ts';
import { readWriteConditions } from './conditions.ts';
import { checksumHeaders, readDescription } from './object-record.ts';
import { receiveBody } from './receive-body.ts';
import { type S3Handler, wholeSeconds } from './s3-call.ts';

/** S3's limit for a key, in bytes of UTF-8. */
const LONGEST_KEY = 1024;

/** PutObject. The bytes go to disk as they arrive; the object is visible only when all of it was verified. */
export const putObject: S3Handler = async (call) => {
  const { store, request, key, ids, clock } = call;
  const bucket = store.get(call.bucket);
  assertKey(key);
  const description = readDescription(request);
  const claim = bucket.claim(key, readWriteConditions(request, key));
  const body = ids.unique();
  try {
    const received = await writeBodyFile(bucket.bodyPath(body), (write) => receiveBody(call, write));
    const checksum = { ...received.checksum, type: 'FULL_OBJECT' } as const;
    const lastModified = wholeSeconds(clock.now());
    await bucket.commit(claim, {
      schema: 'twinrun.sandbox-object/1',
      key,
      body,
      size: received.size,
      etag: received.md5,
      lastModified,
      description,
      checksum,
    });
    return { status: 200, headers: { etag: `"${received.md5}"`, ...checksumHeaders(checksum) } };
  } catch (error) {
    await rm(bucket.bodyPath(body), { force: true });
    throw error;
  } finally {
    bucket.release(claim);
  }
};

/** Throws KeyTooLongError. */
export function assertKey(key: string): void {
  const size = Buffer.byteLength(key);
  if (size > LONGEST_KEY) throw new AwsError(400, 'KeyTooLongError', 'Your key is too long', { Size: size, MaxSizeAllowed: LONGEST_KEY });
}
