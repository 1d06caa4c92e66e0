import type { Readable } from 'node:stream';
import { GetObjectCommand, type GetObjectCommandOutput, HeadObjectCommand } from '@aws-sdk/client-s3';
import { z } from 'zod';
import type { Connections } from '../connections/connections.ts';
import type { Collector } from '../model/collector.ts';
import { message } from '../model/message.ts';
import { artifact, expectSame, expectSameAgain, missing, receiveFile } from './receive-file.ts';

const config = z.strictObject({
  bucket: z.string().min(1).describe('S3 bucket'),
  key: z.string().min(1).describe('Object key. May hold {{date}}'),
});

type S3Config = z.infer<typeof config>;

/**
 * Brings an object home. The ETag seen first is demanded for the read; size, and the full-object checksum or else a second
 * reading, are compared.
 */
export function s3Collector(connections: Connections): Collector<S3Config> {
  return {
    kind: 's3',
    config,
    plan: ({ bucket, key }) => [message('s3.plan', 'fetch s3://{bucket}/{key}', { bucket, key })],
    async collect({ bucket, key }, request, x) {
      const source = `s3://${bucket}/${key}`;
      const { s3 } = connections.aws();
      const options = { abortSignal: x.signal };
      const absent = (error: unknown): never => {
        throw ['NotFound', 'NoSuchKey', 'NoSuchBucket'].includes((error as Error).name) ? missing(source, error) : error;
      };
      const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), options).catch(absent);
      const get = (): Promise<GetObjectCommandOutput> =>
        s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, IfMatch: head.ETag, ChecksumMode: 'ENABLED' }), options).catch(absent);
      const object = await get();
      // The SDK compares the body with the checksum that S3 sends, and fails the stream when they differ.
      const received = await receiveFile(object.Body as Readable, key, request, x, object.ContentLength);
      if (object.ContentLength !== undefined) expectSame('size', source, object.ContentLength, received.size);
      const full = object.ChecksumType === 'FULL_OBJECT';
      if (full && object.ChecksumSHA256 !== undefined)
        expectSame('sha256', source, Buffer.from(object.ChecksumSHA256, 'base64').toString('hex'), received.sha256);
      // Checksums of multipart objects are composite: they say nothing about the whole.
      const verified = full ? 'checksum' : await expectSameAgain(source, (await get()).Body as Readable, received, x);
      const name = key.split('/').at(-1) ?? key;
      return [
        artifact(request, received, {
          name,
          source,
          verified,
          ...(object.LastModified === undefined ? {} : { writtenAt: object.LastModified.toISOString() }),
        }),
      ];
    },
  };
}
