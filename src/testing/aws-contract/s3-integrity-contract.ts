import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import {
  AbortMultipartUploadCommand,
  type ChecksumAlgorithm,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import type { DefineTest } from './contract.ts';
import { makeBucket } from './s3-contract.ts';

const MIB = 1 << 20;
const FIRST = Buffer.alloc(5 * MIB, 'a');
const LAST = Buffer.from('the end');
const hash = (algorithm: string, ...parts: readonly Uint8Array[]) => createHash(algorithm).update(Buffer.concat(parts)).digest();

/** `hello` by each algorithm, from independent implementations (zlib, RFC 3720, NVM Express, FIPS 180). */
const HELLO: Readonly<Record<string, string>> = {
  ChecksumCRC32: 'NhCmhg==',
  ChecksumCRC32C: 'mnG7TA==',
  ChecksumSHA1: hash('sha1', Buffer.from('hello')).toString('base64'),
  ChecksumSHA256: hash('sha256', Buffer.from('hello')).toString('base64'),
};

async function upload(s3: S3Client, change: Partial<CreateMultipartUploadCommandInput> = {}) {
  const Bucket = await makeBucket(s3);
  const Key = 'big';
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ChecksumAlgorithm: 'SHA256', ...change }));
  const at = { Bucket, Key, UploadId };
  const ChecksumAlgorithm = change.ChecksumAlgorithm ?? 'SHA256';
  return {
    at,
    part: async (PartNumber: number, Body: Uint8Array) => {
      const { $metadata, ...sums } = await s3.send(new UploadPartCommand({ ...at, PartNumber, Body, ChecksumAlgorithm }));
      return { PartNumber, ...sums };
    },
    complete: (Parts: readonly object[], extra: Partial<CompleteMultipartUploadCommandInput> = {}) =>
      s3.send(new CompleteMultipartUploadCommand({ ...at, MultipartUpload: { Parts: [...Parts] }, ...extra })),
    head: () => s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' })),
  };
}

/** What Twinrun relies on when it asks S3 whether the bytes are the right ones, and in multipart uploads. */
export function s3IntegrityContract(test: DefineTest): void {
  for (const [field, value] of Object.entries(HELLO)) {
    const algorithm = field.slice('Checksum'.length) as ChecksumAlgorithm;
    const put = (s3: S3Client, Bucket: string, change: Partial<PutObjectCommandInput> = {}) =>
      s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'hello', ChecksumAlgorithm: algorithm, ...change }));

    test(`${algorithm} is verified, kept and told`, async ({ s3 }) => {
      const Bucket = await makeBucket(s3);
      expect(await put(s3, Bucket)).toMatchObject({ [field]: value });
      expect(await s3.send(new GetObjectCommand({ Bucket, Key: 'k', ChecksumMode: 'ENABLED' }))).toMatchObject({ [field]: value });
      const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'k', ChecksumMode: 'ENABLED' }));
      expect(head).toMatchObject({ [field]: value });
    });

    test(`a wrong ${algorithm} is refused, and nothing is stored`, async ({ s3 }) => {
      const Bucket = await makeBucket(s3);
      await expect(put(s3, Bucket, { [field]: value, Body: 'hallo' })).rejects.toMatchObject({
        name: 'BadDigest',
        $metadata: { httpStatusCode: 400 },
      });
      await expect(s3.send(new HeadObjectCommand({ Bucket, Key: 'k' }))).rejects.toMatchObject({ name: 'NotFound' });
    });
  }

  test('a checksum of one write is of the full object', async ({ s3 }) => {
    const Bucket = await makeBucket(s3);
    await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'hello', ChecksumAlgorithm: 'CRC32' }));
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key: 'k', ChecksumMode: 'ENABLED' }))).ChecksumType).toBe('FULL_OBJECT');
  });

  test('Content-MD5 is verified', async ({ s3 }) => {
    const Bucket = await makeBucket(s3);
    const put = (ContentMD5: string) => s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'hello', ContentMD5 }));
    await put(hash('md5', Buffer.from('hello')).toString('base64'));
    await expect(put(hash('md5', Buffer.from('hallo')).toString('base64'))).rejects.toMatchObject({ name: 'BadDigest' });
    await expect(put('bm8gbWQ1')).rejects.toMatchObject({ name: 'InvalidDigest' });
  });

  test('multipart: the ETag is no MD5', async ({ s3 }) => {
    const { part, complete, head, at } = await upload(s3, { ContentType: 'text/csv', Metadata: { run: 'r-1' } });
    const parts = [await part(1, FIRST), await part(2, LAST)];
    const etag = `"${hash('md5', hash('md5', FIRST), hash('md5', LAST)).toString('hex')}-2"`;
    expect(await complete(parts)).toMatchObject({ ETag: etag });
    expect(await head()).toMatchObject({
      ETag: etag,
      ContentLength: FIRST.length + LAST.length,
      ContentType: 'text/csv',
      Metadata: { run: 'r-1' },
    });
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: at.Bucket, Key: at.Key, Range: `bytes=${FIRST.length - 1}-` }));
    expect(await Body?.transformToString()).toBe(`a${LAST}`);
  });

  test('multipart: a SHA256 is composite', async ({ s3 }) => {
    const { part, complete, head } = await upload(s3);
    const parts = [await part(1, FIRST), await part(2, LAST)];
    const ChecksumSHA256 = `${hash('sha256', hash('sha256', FIRST), hash('sha256', LAST)).toString('base64')}-2`;
    expect(await complete(parts)).toMatchObject({ ChecksumSHA256 });
    expect(await head()).toMatchObject({ ChecksumSHA256, ChecksumType: 'COMPOSITE' });
  });

  test('multipart: a CRC32 can be of the full object', async ({ s3 }) => {
    const { part, complete } = await upload(s3, { ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' });
    const parts = [await part(1, FIRST), await part(2, Buffer.from('hello'))];
    const value = Buffer.alloc(4);
    value.writeUInt32BE(crc32(Buffer.concat([FIRST, Buffer.from('hello')])));
    expect(await complete(parts, { ChecksumType: 'FULL_OBJECT' })).toMatchObject({
      ChecksumCRC32: value.toString('base64'),
      ChecksumType: 'FULL_OBJECT',
    });
  });

  test('multipart: parts are listed; a part sent again replaces the first', async ({ s3 }) => {
    const { part, complete, head, at } = await upload(s3);
    await part(2, LAST);
    await part(1, LAST);
    const parts = [await part(1, FIRST), await part(2, LAST)];
    const { Parts } = await s3.send(new ListPartsCommand(at));
    expect(Parts?.map(({ PartNumber, Size, ETag }) => ({ PartNumber, Size, ETag }))).toEqual([
      { PartNumber: 1, Size: FIRST.length, ETag: parts[0]?.ETag },
      { PartNumber: 2, Size: LAST.length, ETag: parts[1]?.ETag },
    ]);
    await complete(parts);
    expect((await head()).ContentLength).toBe(FIRST.length + LAST.length);
  });

  test('multipart: what does not fit together is refused', async ({ s3 }) => {
    const { part, complete, head } = await upload(s3);
    const parts = [await part(1, LAST), await part(2, LAST)];
    await expect(complete(parts)).rejects.toMatchObject({ name: 'EntityTooSmall' });
    await expect(complete([{ PartNumber: 1, ETag: '"0"' }])).rejects.toMatchObject({ name: 'InvalidPart' });
    await expect(complete([{ PartNumber: 7, ETag: parts[0]?.ETag }])).rejects.toMatchObject({ name: 'InvalidPart' });
    await expect(head()).rejects.toMatchObject({ name: 'NotFound' });
  });

  test('multipart: parts must be in order', async ({ s3 }) => {
    const { part, complete } = await upload(s3);
    const parts = [await part(1, FIRST), await part(2, FIRST)];
    await expect(complete(parts.toReversed())).rejects.toMatchObject({ name: 'InvalidPartOrder' });
  });

  test('multipart: aborted, it is gone', async ({ s3 }) => {
    const { part, complete, at } = await upload(s3);
    const parts = [await part(1, LAST)];
    await s3.send(new AbortMultipartUploadCommand(at));
    await expect(complete(parts)).rejects.toMatchObject({ name: 'NoSuchUpload' });
    await expect(part(2, LAST)).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  test('multipart: If-None-Match: * completes only what is not there', async ({ s3 }) => {
    const { part, complete, at } = await upload(s3);
    const parts = [await part(1, LAST)];
    await s3.send(new PutObjectCommand({ Bucket: at.Bucket, Key: at.Key, Body: 'first' }));
    await expect(complete(parts, { IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } });
  });
}
