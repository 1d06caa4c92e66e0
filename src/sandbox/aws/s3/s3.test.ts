import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketAclCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TEST_REGION } from '../../../testing/aws-clients.ts';
import { makeBucket } from '../../../testing/aws-contract/s3-contract.ts';
import { type AwsStandIn, startAwsStandIn } from '../../../testing/aws-stand-in.ts';

let aws: AwsStandIn;
beforeAll(async () => {
  aws = await startAwsStandIn();
});
afterAll(() => aws.close());

const bodies = (Bucket: string) => readdir(join(aws.folder, 's3', Bucket, 'bodies'));

describe('objects', () => {
  it('come back under any key with any bytes', async () => {
    const Bucket = await makeBucket(aws.s3);
    const keys = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }).filter((key) => Buffer.byteLength(key) <= 1024);
    await fc.assert(
      fc.asyncProperty(keys, fc.uint8Array({ maxLength: 2000 }), async (Key, Body) => {
        await aws.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
        const answer = await aws.s3.send(new GetObjectCommand({ Bucket, Key }));
        expect(Buffer.from((await answer.Body?.transformToByteArray()) ?? []).equals(Body)).toBe(true);
        const { Contents } = await aws.s3.send(new ListObjectsV2Command({ Bucket, Prefix: Key, EncodingType: 'url' }));
        expect(Contents?.map((object) => decodeURIComponent(object.Key ?? ''))).toContain(Key);
      }),
      { numRuns: 60 },
    );
  });

  it('leave one body each: replaced and deleted ones are removed', async () => {
    const Bucket = await makeBucket(aws.s3);
    for (const Body of ['one', 'two']) await aws.s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body }));
    expect(await bodies(Bucket)).toHaveLength(1);
    await aws.s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
    expect(await bodies(Bucket)).toEqual([]);
  });

  it('are there whole or not at all when the sender goes away', async () => {
    const Bucket = await makeBucket(aws.s3);
    const [Body, gone] = [new PassThrough(), new AbortController()];
    const sending = aws.s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body, ContentLength: 2 << 20 }), { abortSignal: gone.signal });
    Body.write(Buffer.alloc(1 << 20));
    while ((await bodies(Bucket)).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    gone.abort();
    await expect(sending).rejects.toMatchObject({ name: 'AbortError' });
    while ((await bodies(Bucket)).length > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await expect(aws.s3.send(new GetObjectCommand({ Bucket, Key: 'k' }))).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('are read whole by who began before they were replaced', async () => {
    const Bucket = await makeBucket(aws.s3);
    const old = Buffer.alloc(8 << 20, 'o');
    await aws.s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: old }));
    const { Body } = await aws.s3.send(new GetObjectCommand({ Bucket, Key: 'k' }));
    await aws.s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'new' }));
    expect(old.equals((await Body?.transformToByteArray()) ?? Buffer.alloc(0))).toBe(true);
  });

  it('survive a restart of the stand-in; bytes that belong to nothing do not', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'twinrun-aws-kept-'));
    const first = await startAwsStandIn({ folder });
    await first.s3.send(new CreateBucketCommand({ Bucket: 'kept', CreateBucketConfiguration: { LocationConstraint: TEST_REGION } }));
    await first.s3.send(new PutObjectCommand({ Bucket: 'kept', Key: 'a/b', Body: 'hello', Metadata: { of: 'me' } }));
    await first.close();
    const second = await startAwsStandIn({ folder });
    const { Body, Metadata } = await second.s3.send(new GetObjectCommand({ Bucket: 'kept', Key: 'a/b' }));
    expect([await Body?.transformToString(), Metadata]).toEqual(['hello', { of: 'me' }]);
    await second.close();
    await rm(folder, { recursive: true });
  });
});

describe('conditional writes', () => {
  it('at once: exactly one wins', async () => {
    const Bucket = await makeBucket(aws.s3);
    const results = await Promise.allSettled(
      Array.from({ length: 12 }, (_, index) =>
        aws.s3.send(new PutObjectCommand({ Bucket, Key: 'claim', Body: `writer ${index}`, IfNoneMatch: '*' })),
      ),
    );
    const won = results.flatMap((result, index) => (result.status === 'fulfilled' ? [index] : []));
    expect(won).toHaveLength(1);
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject({ name: 'PreconditionFailed' });
    const { Body } = await aws.s3.send(new GetObjectCommand({ Bucket, Key: 'claim' }));
    expect(await Body?.transformToString()).toBe(`writer ${won[0]}`);
    expect(await bodies(Bucket)).toHaveLength(1);
  });

  it('overtaken by a delete give 409', async () => {
    const Bucket = await makeBucket(aws.s3);
    const Body = new PassThrough();
    const slow = aws.s3.send(new PutObjectCommand({ Bucket, Key: 'claim', Body, ContentLength: 5, IfNoneMatch: '*' }));
    Body.write('he');
    while ((await bodies(Bucket)).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await aws.s3.send(new PutObjectCommand({ Bucket, Key: 'claim', Body: 'other' }));
    await aws.s3.send(new DeleteObjectCommand({ Bucket, Key: 'claim' }));
    Body.end('llo');
    await expect(slow).rejects.toMatchObject({ name: 'ConditionalRequestConflict', $metadata: { httpStatusCode: 409 } });
  });
});

describe('listing', () => {
  it('goes through thousands of keys, and past thousands under one prefix', async () => {
    const Bucket = await makeBucket(aws.s3);
    const put = (Key: string) => aws.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
    const keys = Array.from({ length: 2300 }, (_, index) => `many/${String(index).padStart(5, '0')}`);
    for (let from = 0; from < keys.length; from += 50) await Promise.all(keys.slice(from, from + 50).map(put));
    await put('z');
    const seen: string[] = [];
    let token: string | undefined;
    do {
      const page = await aws.s3.send(new ListObjectsV2Command({ Bucket, ContinuationToken: token }));
      seen.push(...(page.Contents ?? []).map(({ Key }) => Key ?? ''));
      token = page.NextContinuationToken;
    } while (token !== undefined);
    expect(seen).toEqual([...keys, 'z']);
    const { CommonPrefixes, Contents } = await aws.s3.send(new ListObjectsV2Command({ Bucket, Delimiter: '/' }));
    expect([CommonPrefixes, Contents?.map(({ Key }) => Key)]).toEqual([[{ Prefix: 'many/' }], ['z']]);
    await expect(aws.s3.send(new ListObjectsV2Command({ Bucket, ContinuationToken: '*' }))).rejects.toMatchObject({ name: 'InvalidArgument' });
  });
});

describe('what is not there', () => {
  it.each([
    ['an ACL', (Bucket: string) => new GetBucketAclCommand({ Bucket })],
    ['versioning', (Bucket: string) => new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } })],
    ['tags', (Bucket: string) => new GetObjectTaggingCommand({ Bucket, Key: 'k' })],
    [
      'a part copied from an object',
      (Bucket: string) => new UploadPartCopyCommand({ Bucket, Key: 'k', UploadId: 'u', PartNumber: 1, CopySource: 'a/b' }),
    ],
  ])('is refused with NotImplemented, never answered as done: %s', async (_what, command) => {
    const Bucket = await makeBucket(aws.s3);
    await expect(aws.s3.send(command(Bucket) as GetBucketAclCommand)).rejects.toMatchObject({
      name: 'NotImplemented',
      $metadata: { httpStatusCode: 501 },
    });
  });
});
