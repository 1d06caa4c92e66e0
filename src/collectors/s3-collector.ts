import { z } from 'zod';
import type { Connections } from '../connections/connections.ts';
import type { Artifact } from '../model/artifact.ts';
import type { Collector, CollectRequest } from '../model/collector.ts';
import type { Context } from '../model/context.ts';
import { message } from '../model/message.ts';
import { duration } from '../scenario/fields.ts';
import { oneOf } from './file-fields.ts';
import { limitBytes, limitFields } from './limits.ts';
import { expectSame, expectSameAgain } from './proof.ts';
import { artifact, receiveFile } from './receive-file.ts';
import { findObjects, type NamedObject } from './s3-find.ts';
import { pinObject } from './s3-pin.ts';
import { readObject } from './s3-read.ts';
import type { Arrived } from './write-hashed.ts';

const config = z
  .strictObject({
    bucket: z.string().min(1).describe('S3 bucket'),
    key: z.string().min(1).describe('Object key. May hold {{date}}').optional(),
    prefix: z
      .string()
      .min(1)
      .describe("In place of `key`: all objects whose keys begin so; both sides' are matched by what follows the last `/` of it. May hold {{date}}")
      .optional(),
    version: z
      .string()
      .min(1)
      .describe('Beside `key`: the id of one version; or `all`: every version that was written since the take began, so that one written over shows')
      .optional(),
    waitFor: duration('How long an object that is not there, or is older than the take, is waited for; default: not at all').optional(),
    ...limitFields,
  })
  .superRefine(oneOf('key', 'prefix'))
  .refine(({ key, version }) => key !== undefined || version === undefined, '`version` belongs to `key`')
  .refine(({ version, waitFor }) => version === undefined || version === 'all' || waitFor === undefined, 'one version is there or not: no `waitFor`');

/** Settings of the collector `s3`. */
export type S3Config = z.infer<typeof config>;

/**
 * Brings objects home, by several ranged reads at once that go on where they broke off. ETag and version seen first are demanded of each. Size, and
 * the sha256 that S3 keeps of the whole, or else that of a second reading, are compared. `stallMs`: how long no byte may come.
 */
export function s3Collector(connections: Connections, stallMs?: number): Collector<S3Config> {
  return {
    kind: 's3',
    config,
    plan: ({ bucket, key, prefix = '' }) => [message('s3.plan', 'fetch s3://{bucket}/{key}', { bucket, key: key ?? `${prefix}*` })],
    async collect(settings, request, x) {
      const artifacts: Artifact[] = [];
      let bytes = 0;
      for (const object of await findObjects(connections.aws().s3, settings, request, x)) {
        const brought = await bringHome(connections, object, { ...settings, bytes, stallMs }, request, x);
        bytes += brought.size;
        artifacts.push(brought);
      }
      return artifacts;
    },
  };
}

/** `bytes`: what the objects before it had. */
async function bringHome(
  connections: Connections,
  { name, ...address }: NamedObject,
  { bytes, stallMs, ...limits }: S3Config & { readonly bytes: number; readonly stallMs: number | undefined },
  request: CollectRequest,
  x: Context,
): Promise<Artifact> {
  const { s3 } = connections.aws();
  const object = await pinObject(s3, address, x);
  const { source, head, size } = object;
  limitBytes(source, bytes + size, limits);
  const read = () => readObject(s3, object, x, stallMs);
  // Checksums of multipart objects may be composite: those say nothing about the whole. Of ranges the SDK compares none.
  const whole = head.ChecksumType === 'FULL_OBJECT' ? head.ChecksumSHA256 : undefined;
  const prove = async (arrived: Arrived) => {
    expectSame('size', source, size, arrived.size);
    if (whole === undefined) return await expectSameAgain(source, read(), arrived, x);
    expectSame('sha256', source, Buffer.from(whole, 'base64').toString('hex'), arrived.sha256);
    return 'sha256';
  };
  const received = await receiveFile(read(), { name, total: size, prove }, request, x);
  return artifact(request, received, { name, source, ...(head.LastModified === undefined ? {} : { writtenAt: head.LastModified.toISOString() }) });
}
