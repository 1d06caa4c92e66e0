import { z } from 'zod';
import type { Connections } from '../connections/connections.ts';
import type { Collector } from '../model/collector.ts';
import { message } from '../model/message.ts';
import { artifact, expectSame, expectSameAgain, receiveFile } from './receive-file.ts';
import { pinObject, readObject } from './s3-read.ts';

const config = z.strictObject({
  bucket: z.string().min(1).describe('S3 bucket'),
  key: z.string().min(1).describe('Object key. May hold {{date}}'),
});

type S3Config = z.infer<typeof config>;

/**
 * Brings an object home, by several ranged reads at once that go on where they broke off. ETag and version seen first are demanded of each. Size, and
 * the sha256 that S3 keeps of the whole, or else that of a second reading, are compared. `stallMs`: how long no byte may come.
 */
export function s3Collector(connections: Connections, stallMs?: number): Collector<S3Config> {
  return {
    kind: 's3',
    config,
    plan: ({ bucket, key }) => [message('s3.plan', 'fetch s3://{bucket}/{key}', { bucket, key })],
    async collect({ bucket, key }, request, x) {
      const { s3 } = connections.aws();
      const object = await pinObject(s3, bucket, key, x);
      const { source, head, size } = object;
      const read = () => readObject(s3, object, x, stallMs);
      const received = await receiveFile(read(), key, request, x, size);
      expectSame('size', source, size, received.size);
      // Checksums of multipart objects may be composite: those say nothing about the whole. Of ranges the SDK compares none.
      const whole = head.ChecksumType === 'FULL_OBJECT' ? head.ChecksumSHA256 : undefined;
      if (whole !== undefined) expectSame('sha256', source, Buffer.from(whole, 'base64').toString('hex'), received.sha256);
      const verified = whole === undefined ? await expectSameAgain(source, read(), received, x) : 'sha256';
      const name = key.split('/').at(-1) ?? key;
      const writtenAt = head.LastModified === undefined ? {} : { writtenAt: head.LastModified.toISOString() };
      return [artifact(request, received, { name, source, verified, ...writtenAt })];
    },
  };
}
