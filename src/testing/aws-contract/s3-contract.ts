import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketLifecycleCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLifecycleConfigurationCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketLifecycleConfigurationCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { TEST_REGION } from '../aws-clients.ts';
import type { DefineTest } from './contract.ts';

/** A new bucket. */
export async function makeBucket(s3: S3Client): Promise<string> {
  const Bucket = `b-${randomUUID()}`;
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: TEST_REGION } }));
  return Bucket;
}

/** Bucket with one object `k`; calls bound to it. */
async function bench(s3: S3Client) {
  const Bucket = await makeBucket(s3);
  return {
    Bucket,
    put: (change: Partial<PutObjectCommandInput> = {}) => s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'hello', ...change })),
    get: (change: Partial<GetObjectCommandInput> = {}) => s3.send(new GetObjectCommand({ Bucket, Key: 'k', ...change })),
    text: async (Key = 'k') => (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString(),
    keys: async () => ((await s3.send(new ListObjectsV2Command({ Bucket }))).Contents ?? []).map(({ Key }) => Key),
  };
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex');
const ODD_KEYS = ['a b+c', 'a/../b', 'a//b', './a', '日本/語.csv', 'quote\'"<&>', '100%', 'a?b#c=d&e', '~*!()', 'ファイル\u{20bb7}', 'tab\there'];

/** What Twinrun relies on in S3. */
export function s3Contract(test: DefineTest): void {
  test('put and get', async ({ s3 }) => {
    const { put, get } = await bench(s3);
    const { ETag } = await put({ ContentType: 'text/csv', CacheControl: 'no-store', Metadata: { run: 'r-1' } });
    const answer = await get();
    expect(await answer.Body?.transformToString()).toBe('hello');
    expect(answer).toMatchObject({
      ETag,
      ContentType: 'text/csv',
      CacheControl: 'no-store',
      ContentLength: 5,
      Metadata: { run: 'r-1' },
      AcceptRanges: 'bytes',
    });
    expect(ETag).toBe(`"${md5('hello')}"`);
    expect(Math.abs(Number(answer.LastModified) - Date.now())).toBeLessThan(60_000);
  });

  test('an empty object', async ({ s3 }) => {
    const { put, get } = await bench(s3);
    await put({ Body: Buffer.alloc(0) });
    const answer = await get();
    expect([await answer.Body?.transformToString(), answer.ContentLength]).toEqual(['', 0]);
  });

  test('a streamed body with its checksum in a trailer', async ({ s3 }) => {
    const { put, get } = await bench(s3);
    const block = Buffer.alloc(100_000, 'x');
    const body = Readable.from([block, block, block]);
    await put({ Body: body, ContentLength: 300_000, ChecksumAlgorithm: 'SHA256' });
    expect(
      createHash('md5')
        .update((await (await get()).Body?.transformToByteArray()) ?? '')
        .digest('hex'),
    ).toBe(md5('x'.repeat(300_000)));
  });

  test('put replaces', async ({ s3 }) => {
    const { put, text } = await bench(s3);
    await put();
    await put({ Body: 'other' });
    expect(await text()).toBe('other');
  });

  test('a missing object or bucket has its own error', async ({ s3 }) => {
    const { get, Bucket } = await bench(s3);
    await expect(get()).rejects.toMatchObject({ name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } });
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key: 'k' }))).rejects.toMatchObject({ name: 'NotFound' });
    await expect(get({ Bucket: 'no-such-bucket' })).rejects.toMatchObject({ name: 'NoSuchBucket' });
    await expect(s3.send(new HeadBucketCommand({ Bucket: 'no-such-bucket' }))).rejects.toMatchObject({ name: 'NotFound' });
  });

  test('ranges', async ({ s3 }) => {
    const { put, get } = await bench(s3);
    await put({ Body: '0123456789' });
    for (const [Range, text, ContentRange] of [
      ['bytes=2-4', '234', 'bytes 2-4/10'],
      ['bytes=7-', '789', 'bytes 7-9/10'],
      ['bytes=-3', '789', 'bytes 7-9/10'],
      ['bytes=5-100', '56789', 'bytes 5-9/10'],
    ] as const) {
      const answer = await get({ Range });
      expect([await answer.Body?.transformToString(), answer.ContentRange, answer.$metadata.httpStatusCode]).toEqual([text, ContentRange, 206]);
    }
    await expect(get({ Range: 'bytes=10-12' })).rejects.toMatchObject({ name: 'InvalidRange', $metadata: { httpStatusCode: 416 } });
  });

  test('conditional reads', async ({ s3 }) => {
    const { put, get, Bucket } = await bench(s3);
    const { ETag } = await put();
    expect((await get({ IfMatch: ETag })).ContentLength).toBe(5);
    await expect(get({ IfMatch: '"0"' })).rejects.toMatchObject({ name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } });
    await expect(get({ IfNoneMatch: ETag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key: 'k', IfNoneMatch: ETag }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 304 },
    });
  });

  test('If-None-Match: * writes only what is not there', async ({ s3 }) => {
    const { put, text } = await bench(s3);
    await put({ IfNoneMatch: '*' });
    await expect(put({ IfNoneMatch: '*', Body: 'second' })).rejects.toMatchObject({ name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } });
    expect(await text()).toBe('hello');
  });

  test('If-Match replaces only what is known', async ({ s3 }) => {
    const { put, text } = await bench(s3);
    const { ETag } = await put();
    await put({ IfMatch: ETag, Body: 'second' });
    await expect(put({ IfMatch: ETag, Body: 'third' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect(await text()).toBe('second');
  });

  test('keys of any characters', async ({ s3 }) => {
    const { put, text, keys } = await bench(s3);
    for (const Key of ODD_KEYS) await put({ Key, Body: Key });
    for (const Key of ODD_KEYS) expect(await text(Key)).toBe(Key);
    expect((await keys()).toSorted()).toEqual(ODD_KEYS.toSorted());
  });

  test('a key of 1,024 bytes is the longest', async ({ s3 }) => {
    const { put, text } = await bench(s3);
    await put({ Key: 'k'.repeat(1024) });
    expect(await text('k'.repeat(1024))).toBe('hello');
    await expect(put({ Key: 'k'.repeat(1025) })).rejects.toMatchObject({ name: 'KeyTooLongError' });
  });

  test('lists by UTF-8 bytes, page by page', async ({ s3 }) => {
    const { put, Bucket } = await bench(s3);
    const keys = ['B', 'a', 'a/', 'a/1', 'é', '日', '\uff21', '\u{1f600}'];
    for (const Key of keys.toReversed()) await put({ Key });
    const seen: (string | undefined)[] = [];
    let token: string | undefined;
    do {
      const page = await s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 3, ContinuationToken: token }));
      expect(page.KeyCount).toBeLessThanOrEqual(3);
      seen.push(...(page.Contents ?? []).map(({ Key }) => Key));
      token = page.NextContinuationToken;
    } while (token !== undefined);
    expect(seen).toEqual(keys);
  });

  test('lists by prefix and delimiter, common prefixes counted', async ({ s3 }) => {
    const { put, Bucket } = await bench(s3);
    for (const Key of ['x', 'y/1', 'y/2', 'y/z/3', 'z/1']) await put({ Key });
    const all = await s3.send(new ListObjectsV2Command({ Bucket, Delimiter: '/' }));
    expect([all.Contents?.map(({ Key }) => Key), all.CommonPrefixes?.map(({ Prefix }) => Prefix), all.KeyCount]).toEqual([['x'], ['y/', 'z/'], 3]);
    const inside = await s3.send(new ListObjectsV2Command({ Bucket, Delimiter: '/', Prefix: 'y/' }));
    expect([inside.Contents?.map(({ Key }) => Key), inside.CommonPrefixes?.map(({ Prefix }) => Prefix)]).toEqual([['y/1', 'y/2'], ['y/z/']]);
    const second = await s3.send(new ListObjectsV2Command({ Bucket, Delimiter: '/', MaxKeys: 2 }));
    expect(second.IsTruncated).toBe(true);
    const third = await s3.send(new ListObjectsV2Command({ Bucket, Delimiter: '/', MaxKeys: 2, ContinuationToken: second.NextContinuationToken }));
    expect([third.Contents, third.CommonPrefixes?.map(({ Prefix }) => Prefix), third.IsTruncated]).toEqual([undefined, ['z/'], false]);
    expect((await s3.send(new ListObjectsV2Command({ Bucket, StartAfter: 'y/2' }))).Contents?.map(({ Key }) => Key)).toEqual(['y/z/3', 'z/1']);
  });

  test('lists with encoding-type url', async ({ s3 }) => {
    const { put, Bucket } = await bench(s3);
    await put({ Key: 'ü/a b+\u0001' });
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket, EncodingType: 'url' }));
    expect(decodeURIComponent(Contents?.[0]?.Key?.replaceAll('+', '%20') ?? '')).toBe('ü/a b+\u0001');
  });

  test('deletes one or many; what is not there is deleted too', async ({ s3 }) => {
    const { put, keys, Bucket } = await bench(s3);
    for (const Key of ['a', 'b', 'c<&>']) await put({ Key });
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    const { Deleted } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'c<&>' }, { Key: 'nothing' }] } }));
    expect(Deleted?.map(({ Key }) => Key)).toEqual(['c<&>', 'nothing']);
    expect(await keys()).toEqual(['b']);
  });

  test('copies with or without the metadata', async ({ s3 }) => {
    const { put, text, Bucket } = await bench(s3);
    await put({ Key: 'a b', Metadata: { of: 'source' }, ContentType: 'text/csv' });
    await s3.send(new CopyObjectCommand({ Bucket, Key: 'same', CopySource: `${Bucket}/a%20b` }));
    await s3.send(
      new CopyObjectCommand({ Bucket, Key: 'new', CopySource: `${Bucket}/a%20b`, MetadataDirective: 'REPLACE', Metadata: { of: 'copy' } }),
    );
    expect(await text('same')).toBe('hello');
    expect(await s3.send(new HeadObjectCommand({ Bucket, Key: 'same' }))).toMatchObject({ Metadata: { of: 'source' }, ContentType: 'text/csv' });
    expect(await s3.send(new HeadObjectCommand({ Bucket, Key: 'new' }))).toMatchObject({ Metadata: { of: 'copy' } });
    await expect(s3.send(new CopyObjectCommand({ Bucket, Key: 'x', CopySource: `${Bucket}/nothing` }))).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  test('buckets', async ({ s3 }) => {
    const { put, Bucket } = await bench(s3);
    await put();
    const create = () => s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: TEST_REGION } }));
    await expect(create()).rejects.toMatchObject({ name: 'BucketAlreadyOwnedByYou' });
    expect((await s3.send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe(TEST_REGION);
    expect((await s3.send(new ListBucketsCommand())).Buckets?.map(({ Name }) => Name)).toContain(Bucket);
    await expect(s3.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({ name: 'BucketNotEmpty' });
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
    await s3.send(new DeleteBucketCommand({ Bucket }));
    await expect(s3.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({ name: 'NotFound' });
  });

  test('lifecycle rules', async ({ s3 }) => {
    const { Bucket } = await bench(s3);
    const read = () => s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    await expect(read()).rejects.toMatchObject({ name: 'NoSuchLifecycleConfiguration' });
    const Rules = [{ ID: 'one-month', Status: 'Enabled' as const, Filter: { Prefix: 'client-export/' }, Expiration: { Days: 31 } }];
    await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));
    expect((await read()).Rules).toEqual(Rules);
    await s3.send(new DeleteBucketLifecycleCommand({ Bucket }));
    await expect(read()).rejects.toMatchObject({ name: 'NoSuchLifecycleConfiguration' });
  });
}
