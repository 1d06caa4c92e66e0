import { AwsError } from '../aws-error.ts';
import { awsEncode } from '../signature/canonical-request.ts';
import { element, optional } from '../xml/build-xml.ts';
import type { Bucket } from './bucket.ts';
import type { ObjectRecord } from './object-record.ts';
import { type S3Handler, xmlAnswer } from './s3-call.ts';
import { invalidArgument, notImplemented } from './s3-error.ts';

interface Page {
  readonly objects: ObjectRecord[];
  readonly prefixes: string[];
  /** The last key or common prefix of the page, when more follows. */
  readonly next: string | undefined;
}

/** Where a page begins; `group` when the key may be a common prefix that the page before ended with. */
interface After {
  readonly key: string;
  readonly group: boolean;
}

/** ListObjectsV2. A page costs what is on it, however many keys lie before it or under a common prefix. */
export const listObjectsV2: S3Handler = async ({ store, request, bucket: name }) => {
  const bucket = store.get(name);
  if (request.parameter('list-type') !== '2') throw notImplemented('ListObjects (version 1): use ListObjectsV2');
  const maxKeys = readMaxKeys(request.parameter('max-keys'));
  const prefix = request.parameter('prefix') ?? '';
  const delimiter = request.parameter('delimiter') ?? '';
  const token = request.parameter('continuation-token');
  const startAfter = request.parameter('start-after');
  const page = readPage(
    bucket,
    prefix,
    delimiter,
    maxKeys,
    token === undefined ? { key: startAfter ?? '', group: false } : { key: readToken(token), group: true },
  );
  const encoding = request.parameter('encoding-type');
  if (encoding !== undefined && encoding !== 'url') throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', encoding);
  const encode = encoding === 'url' ? (text: string) => awsEncode(text).replaceAll('%2F', '/') : (text: string) => text;
  return xmlAnswer(
    element('ListBucketResult', [
      element('Name', name),
      element('Prefix', encode(prefix)),
      delimiter === '' ? undefined : element('Delimiter', encode(delimiter)),
      optional('StartAfter', startAfter === undefined ? undefined : encode(startAfter)),
      optional('ContinuationToken', token),
      optional('NextContinuationToken', page.next === undefined ? undefined : Buffer.from(page.next).toString('base64url')),
      optional('EncodingType', encoding),
      element('KeyCount', page.objects.length + page.prefixes.length),
      element('MaxKeys', maxKeys),
      element('IsTruncated', page.next !== undefined),
      ...page.objects.map((record) =>
        element('Contents', [
          element('Key', encode(record.key)),
          element('LastModified', record.lastModified),
          element('ETag', `"${record.etag}"`),
          element('ChecksumAlgorithm', record.checksum.algorithm),
          element('ChecksumType', record.checksum.type),
          element('Size', record.size),
          element('StorageClass', record.description.storageClass),
        ]),
      ),
      ...page.prefixes.map((common) => element('CommonPrefixes', [element('Prefix', encode(common))])),
    ]),
  );
};

function readPage(bucket: Bucket, prefix: string, delimiter: string, maxKeys: number, after: After): Page {
  const page = { objects: [] as ObjectRecord[], prefixes: [] as string[] };
  const { keys } = bucket;
  let last: string | undefined;
  const grouped = after.group && delimiter !== '' && after.key.endsWith(delimiter) && after.key.length > prefix.length;
  const start = grouped ? keys.indexAfterPrefix(after.key) : after.key === '' ? 0 : keys.indexFrom(`${after.key}\0`);
  let index = Math.max(keys.indexFrom(prefix), start);
  for (;;) {
    const key = keys.at(index);
    if (key === undefined || !key.startsWith(prefix) || maxKeys === 0) return { ...page, next: undefined };
    if (page.objects.length + page.prefixes.length === maxKeys) return { ...page, next: last };
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const record = bucket.get(key);
    if (cut >= 0) {
      last = key.slice(0, cut + delimiter.length);
      page.prefixes.push(last);
      index = keys.indexAfterPrefix(last);
    } else {
      last = key;
      if (record !== undefined) page.objects.push(record);
      index += 1;
    }
  }
}

function readMaxKeys(text: string | undefined): number {
  if (text === undefined) return 1000;
  if (!/^\d{1,10}$/.test(text)) throw invalidArgument('Provided max-keys not an integer or within integer range', 'max-keys', text);
  return Math.min(1000, Number(text));
}

function readToken(token: string): string {
  const text = Buffer.from(token, 'base64url').toString('utf8');
  if (token === '' || Buffer.from(text).toString('base64url') !== token) {
    throw new AwsError(400, 'InvalidArgument', 'The continuation token provided is incorrect', { ArgumentName: 'continuation-token' });
  }
  return text;
}
