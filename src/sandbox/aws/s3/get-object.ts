import { type FileHandle, open } from 'node:fs/promises';
import { AwsError } from '../aws-error.ts';
import type { Incoming } from '../http/incoming.ts';
import type { Bucket } from './bucket.ts';
import { checkReadConditions } from './conditions.ts';
import { checksumHeaders, type ObjectRecord, objectHeaders } from './object-record.ts';
import type { S3Handler } from './s3-call.ts';
import { noSuchKey, notImplemented } from './s3-error.ts';

interface Range {
  readonly start: number;
  /** Last byte, inclusive. */
  readonly end: number;
}

/** GetObject, whole or one range. */
export const getObject: S3Handler = async ({ store, request, bucket, key }) => {
  const { record, file } = await openObject(store.get(bucket), key);
  try {
    const head = answerHead(request, record);
    const range = head.range ?? { start: 0, end: record.size - 1 };
    if (head.status === 304 || record.size === 0) {
      await file.close();
      return { status: head.status, headers: head.headers };
    }
    const body = file.createReadStream({ start: range.start, end: range.end, highWaterMark: 1 << 18 });
    return { status: head.status, headers: head.headers, body };
  } catch (error) {
    await file.close();
    throw error;
  }
};

/** HeadObject. */
export const headObject: S3Handler = async ({ store, request, bucket, key }) => {
  const record = store.get(bucket).get(key);
  if (record === undefined) throw noSuchKey(key);
  const { status, headers } = answerHead(request, record);
  return { status, headers };
};

/** The record and its open file; an object that is replaced at this moment is looked up again. */
export async function openObject(bucket: Bucket, key: string): Promise<{ record: ObjectRecord; file: FileHandle }> {
  for (;;) {
    const record = bucket.get(key);
    if (record === undefined) throw noSuchKey(key);
    try {
      return { record, file: await open(bucket.bodyPath(record.body), 'r') };
    } catch (error) {
      if (bucket.get(key) === record) throw error;
    }
  }
}

function answerHead(request: Incoming, record: ObjectRecord): { status: number; headers: Record<string, string>; range: Range | undefined } {
  if (request.parameter('partNumber') !== undefined) throw notImplemented('partNumber');
  const described = objectHeaders(record);
  if (checkReadConditions(request, record) === 304) {
    return { status: 304, headers: { etag: described.etag ?? '', 'last-modified': described['last-modified'] ?? '' }, range: undefined };
  }
  const range = readRange(request.header('range'), record.size);
  if (range !== undefined) {
    const headers = {
      ...described,
      'content-length': String(range.end - range.start + 1),
      'content-range': `bytes ${range.start}-${range.end}/${record.size}`,
    };
    return { status: 206, headers, range };
  }
  const checksum = request.header('x-amz-checksum-mode')?.toUpperCase() === 'ENABLED' ? checksumHeaders(record.checksum) : {};
  return { status: 200, headers: { ...described, ...checksum, 'content-length': String(record.size) }, range };
}

/** One range of bytes (RFC 9110, 14.2); like S3, what is not understood is ignored. Throws InvalidRange when nothing of the object lies in it. */
function readRange(header: string | undefined, size: number): Range | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (match === null || header === 'bytes=-') return undefined;
  const [, first = '', last = ''] = match;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== '' && last !== '' && Number(last) < start) return undefined;
  if (start >= size || (first === '' && Number(last) === 0)) {
    throw new AwsError(416, 'InvalidRange', 'The requested range is not satisfiable', { RangeRequested: header, ActualObjectSize: size });
  }
  return { start, end };
}
