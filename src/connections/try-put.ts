import type { S3Client, ServerSideEncryption } from '@aws-sdk/client-s3';

interface Target {
  readonly Bucket: string;
  readonly Key: string;
  readonly ServerSideEncryption?: ServerSideEncryption;
  readonly SSEKMSKeyId?: string;
}

/**
 * Whether an object may be put, without putting it: begins an upload with several parts, which needs the right to put the object (`s3:PutObject`, Service Authorization Reference) and is
 * invisible until it is completed, and gives it up. Answers `allowed`, or the name of S3's error; only `AccessDenied` says that it may not. Throws on abort.
 */
export async function tryPut(s3: S3Client, target: Target, signal: AbortSignal): Promise<string> {
  const { AbortMultipartUploadCommand, CreateMultipartUploadCommand } = await import('@aws-sdk/client-s3');
  try {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(target), { abortSignal: signal });
    const { Bucket, Key } = target;
    // Unheeded: there is no object of it.
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })).catch(() => {});
    return 'allowed';
  } catch (cause) {
    signal.throwIfAborted();
    return cause instanceof Error ? cause.name : String(cause);
  }
}
