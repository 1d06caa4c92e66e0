import type { S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import type { Connections } from '../connections/connections.ts';
import { asTwinrunError } from '../model/error.ts';
import { message } from '../model/message.ts';
import type { StepEnd, StepKind } from '../model/step-kind.ts';
import { word } from './by-runner.ts';

const object = z.strictObject({ bucket: z.string().min(1).describe('S3 bucket'), key: z.string().min(1).describe('Key of the object') });
/** CopyObject takes no larger one. */
const LARGEST_BYTES = 5 * 1024 ** 3;

const config = z.strictObject({
  copy: z
    .strictObject({ from: object.describe('Object to copy; at most 5 GB'), to: object.describe('Where it goes; what lies there is replaced') })
    .describe('One object'),
});

type S3Config = z.infer<typeof config>;

/** Copies one object, and looks whether what arrived is what was there. Doing it twice leaves the same. */
export function s3Step(connections: Connections): StepKind<S3Config> {
  return {
    kind: 's3',
    config,
    repeat: () => 'safe',
    plan: ({ copy: { from, to } }) => [message('s3.copy-plan', 'copy {from} to {to}', { from: address(from), to: address(to) })],
    async permitted({ copy: { from, to } }, _, { signal }) {
      const { HeadBucketCommand, ListObjectsV2Command } = await import('@aws-sdk/client-s3');
      const { s3 } = connections.aws();
      await s3.send(new HeadBucketCommand({ Bucket: to.bucket }), { abortSignal: signal });
      await s3.send(new ListObjectsV2Command({ Bucket: from.bucket, Prefix: from.key, MaxKeys: 1 }), { abortSignal: signal });
      return { status: 'unknown', text: `both buckets answer, but whether ${address(to)} may be written does not show without doing it` };
    },
    byHand: ({ copy: { from, to } }) => [`aws s3 cp ${word(address(from))} ${word(address(to))}`],
    async run({ copy }, { timeoutMs }, x) {
      const stop = AbortSignal.any([x.signal, AbortSignal.timeout(timeoutMs)]);
      try {
        return await copied(connections.aws().s3, copy, stop);
      } catch (thrown) {
        if (x.signal.aborted) return { status: 'cancelled', text: 'cancelled while it was copied' };
        return { status: 'failed', text: `${address(copy.from)}: ${asTwinrunError(thrown).message}` };
      }
    },
  };
}

async function copied(s3: S3Client, { from, to }: S3Config['copy'], abortSignal: AbortSignal): Promise<StepEnd> {
  const { CopyObjectCommand, HeadObjectCommand } = await import('@aws-sdk/client-s3');
  const head = (at: z.infer<typeof object>) =>
    s3.send(new HeadObjectCommand({ Bucket: at.bucket, Key: at.key, ChecksumMode: 'ENABLED' }), { abortSignal });
  const source = await head(from);
  if ((source.ContentLength ?? 0) > LARGEST_BYTES) return { status: 'failed', text: `${address(from)} is larger than 5 GB: copy it by hand` };
  const CopySource = `${from.bucket}/${from.key.split('/').map(encodeURIComponent).join('/')}`;
  // Only what was looked at: an object that is replaced in between is refused.
  const match = source.ETag === undefined ? {} : { CopySourceIfMatch: source.ETag };
  await s3.send(new CopyObjectCommand({ Bucket: to.bucket, Key: to.key, CopySource, ...match }), { abortSignal });
  const target = await head(to);
  if (target.ContentLength === source.ContentLength) return { status: 'ok', text: `${source.ContentLength ?? 0} bytes copied` };
  return { status: 'failed', text: `${address(to)} has ${target.ContentLength ?? 0} bytes, ${address(from)} has ${source.ContentLength ?? 0}` };
}

function address({ bucket, key }: z.infer<typeof object>): string {
  return `s3://${bucket}/${key}`;
}
