import type { HeadObjectCommandOutput, S3Client } from '@aws-sdk/client-s3';
import type { Context } from '../model/context.ts';
import { TwinrunError } from '../model/error.ts';
import { s3Problem } from './s3-problem.ts';

/** One version of one object, pinned: every read demands the same ETag (and version, where the bucket keeps any). */
export interface PinnedObject {
  readonly bucket: string;
  readonly key: string;
  /** For messages. */
  readonly source: string;
  readonly head: HeadObjectCommandOutput;
  readonly size: number;
}

/** An object by its address. Without `version`, the one that is there now. */
export interface ObjectAddress {
  readonly bucket: string;
  readonly key: string;
  readonly version?: string | undefined;
}

/** Looks at an object and pins what is there. Throws `collect.unpinned`, and as `s3Problem` says. */
export async function pinObject(s3: S3Client, { bucket, key, version }: ObjectAddress, x: Pick<Context, 'signal'>): Promise<PinnedObject> {
  const source = `s3://${bucket}/${key}${version === undefined ? '' : `?versionId=${version}`}`;
  const { HeadObjectCommand } = await import('@aws-sdk/client-s3');
  try {
    const command = new HeadObjectCommand({
      Bucket: bucket,
      Key: key,
      ChecksumMode: 'ENABLED',
      ...(version === undefined ? {} : { VersionId: version }),
    });
    const head = await s3.send(command, { abortSignal: x.signal });
    if (head.ETag === undefined || head.ContentLength === undefined) throw untold(source);
    return { bucket, key, source, head, size: head.ContentLength };
  } catch (thrown) {
    x.signal.throwIfAborted();
    throw s3Problem(source, thrown);
  }
}

function untold(source: string): TwinrunError {
  return new TwinrunError({
    code: 'collect.unpinned',
    message: `${source}: the endpoint tells neither ETag nor size, so that two versions could be mixed`,
    fix: 'Use an endpoint that answers HeadObject as S3 does.',
  });
}
