import type { S3Client } from '@aws-sdk/client-s3';
import { tryPut } from '../connections/try-put.ts';
import type { Context } from '../model/context.ts';
import type { Permission } from '../model/step-kind.ts';

interface Place {
  readonly bucket: string;
  readonly key: string;
}

/**
 * Whether one object may be copied to where another may lie: one byte of the source is read, the target is looked at, and an upload to it is begun and given up. Nothing becomes visible. An
 * object with tags takes more rights than that shows.
 */
export async function mayCopy(
  s3: S3Client,
  { from, to }: { readonly from: Place; readonly to: Place },
  { signal }: Pick<Context, 'signal'>,
): Promise<Permission> {
  const { GetObjectCommand, HeadObjectCommand } = await import('@aws-sdk/client-s3');
  const asked = async (send: () => Promise<unknown>) =>
    await send().then(
      () => 'allowed',
      (thrown: unknown) => {
        signal.throwIfAborted();
        const { name, $metadata } = thrown as { readonly name?: string; readonly $metadata?: { readonly httpStatusCode?: number } };
        // A HEAD has no body that would say more.
        return $metadata?.httpStatusCode === 403 ? 'AccessDenied' : (name ?? 'no answer');
      },
    );
  let tags = 0;
  const read = await asked(async () => {
    const { TagCount = 0, Body } = await s3.send(new GetObjectCommand({ Bucket: from.bucket, Key: from.key, Range: 'bytes=0-0' }), {
      abortSignal: signal,
    });
    tags = TagCount;
    await Body?.transformToByteArray();
  });
  const looked = await asked(() => s3.send(new HeadObjectCommand({ Bucket: to.bucket, Key: to.key }), { abortSignal: signal }));
  const put = await tryPut(s3, { Bucket: to.bucket, Key: to.key }, signal);
  const text = `reading s3://${from.bucket}/${from.key}: ${read}; looking at s3://${to.bucket}/${to.key}: ${looked}; putting it: ${put}`;
  if ([read, looked, put].includes('AccessDenied')) return { status: 'denied', text };
  if (tags > 0) return { status: 'unknown', text: `${text}; the source has tags, and whether they may be copied does not show` };
  // An empty object has no first byte; what is not there yet may be looked at: S3 judges the right first.
  const seen = ['allowed', 'InvalidRange'].includes(read) && ['allowed', 'NotFound'].includes(looked) && put === 'allowed';
  return { status: seen ? 'allowed' : 'unknown', text };
}
