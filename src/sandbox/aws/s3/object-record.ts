import type { Checksum } from '../checksums/checksum.ts';
import { checksumHeader } from '../checksums/checksum.ts';
import type { Incoming } from '../http/incoming.ts';
import { invalidRequest, notImplemented } from './s3-error.ts';

/** What is kept of an object beside its bytes; stored as JSON. */
export interface ObjectRecord {
  readonly schema: 'twinrun.sandbox-object/1';
  readonly key: string;
  /** File name of the bytes, in the bucket's folder of bodies. */
  readonly body: string;
  readonly size: number;
  /** Without quotes: MD5 in hex, or `<md5 of md5s>-<parts>`. */
  readonly etag: string;
  /** ISO 8601, UTC, whole seconds. */
  readonly lastModified: string;
  readonly description: Description;
  readonly checksum: Checksum;
}

/** The headers of an object that its writer chose. */
export interface Description {
  readonly headers: Readonly<Record<string, string>>;
  /** User metadata, names without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly storageClass: string;
}

const KEPT = [
  'content-type',
  'cache-control',
  'content-disposition',
  'content-language',
  'expires',
  // Told, not done: objects lie here as they came.
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
] as const;
const REFUSED = ['x-amz-tagging', 'x-amz-object-lock-mode', 'x-amz-website-redirect-location', 'x-amz-server-side-encryption-customer-algorithm'];

/** Takes metadata and the kept headers from a request that writes an object. Throws MetadataTooLarge's kin and NotImplemented. */
export function readDescription(request: Incoming): Description {
  for (const name of REFUSED) if (request.header(name) !== undefined) throw notImplemented(name);
  const headers: Record<string, string> = {};
  for (const name of KEPT) {
    const value = request.header(name);
    if (value !== undefined) headers[name] = value;
  }
  const encodings = (request.header('content-encoding') ?? '').split(',').map((part) => part.trim());
  const encoding = encodings.filter((part) => part !== '' && part !== 'aws-chunked').join(', ');
  if (encoding !== '') headers['content-encoding'] = encoding;
  const metadata = Object.fromEntries(
    Object.keys(request.stream.headers)
      .filter((name) => name.startsWith('x-amz-meta-'))
      .map((name) => [name.slice('x-amz-meta-'.length), request.header(name) ?? '']),
  );
  const size = Object.entries(metadata).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (size > 2048) throw invalidRequest('Your metadata headers exceed the maximum allowed metadata size');
  return {
    headers: { 'content-type': 'binary/octet-stream', ...headers },
    metadata,
    storageClass: request.header('x-amz-storage-class') ?? 'STANDARD',
  };
}

/** The headers that describe an object in the answers to GET and HEAD. */
export function objectHeaders(record: ObjectRecord): Record<string, string> {
  const { headers, metadata, storageClass } = record.description;
  return {
    ...headers,
    ...Object.fromEntries(Object.entries(metadata).map(([name, value]) => [`x-amz-meta-${name}`, value])),
    ...(storageClass === 'STANDARD' ? {} : { 'x-amz-storage-class': storageClass }),
    etag: `"${record.etag}"`,
    'last-modified': new Date(record.lastModified).toUTCString(),
    'accept-ranges': 'bytes',
  };
}

/** The headers that tell a checksum. */
export function checksumHeaders(checksum: Checksum): Record<string, string> {
  return { [checksumHeader(checksum.algorithm)]: checksum.value, 'x-amz-checksum-type': checksum.type };
}
