import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type PutObjectCommandInput,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { TwinrunError } from '../model/error.ts';
import type { SentFile } from '../model/object-store.ts';

/** Larger files go in parts: one part of one file is all that is held of it in memory. */
export const PART_BYTES = 16 << 20;
/** S3's limit of parts (https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html). */
const MOST_PARTS = 10_000;

type Target = Pick<PutObjectCommandInput, 'Bucket' | 'Key' | 'Metadata' | 'ServerSideEncryption' | 'SSEKMSKeyId'>;

/**
 * Uploads a file in parts. S3 verifies the sha256 of each part, and the object appears only when all that was read is what was sealed: S3 knows
 * no SHA-256 of the whole for objects in parts. Throws `evidence.damaged`; an upload that fails is taken back as far as possible.
 */
export async function uploadInParts(client: S3Client, target: Target, sent: SentFile, partBytes = PART_BYTES): Promise<void> {
  const { Bucket, Key } = target;
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...target, ChecksumAlgorithm: 'SHA256' }));
  try {
    const Parts = await sendParts(client, { Bucket, Key, UploadId }, sent, Math.max(partBytes, Math.ceil(sent.size / MOST_PARTS)));
    await client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
  } catch (thrown) {
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })).catch(() => {});
    throw thrown;
  }
}

async function sendParts(
  client: S3Client,
  upload: { Bucket: string | undefined; Key: string | undefined; UploadId: string | undefined },
  sent: SentFile,
  partBytes: number,
): Promise<CompletedPart[]> {
  const hash = createHash('sha256');
  const parts: CompletedPart[] = [];
  const source = await open(sent.file, 'r');
  try {
    for (let at = 0; at < sent.size; at += partBytes) {
      const Body = Buffer.alloc(Math.min(partBytes, sent.size - at));
      const { bytesRead } = await source.read(Body, 0, Body.length, at);
      if (bytesRead !== Body.length) throw notAsSealed(sent);
      hash.update(Body);
      const ChecksumSHA256 = createHash('sha256').update(Body).digest('base64');
      const PartNumber = parts.length + 1;
      const { ETag } = await client.send(new UploadPartCommand({ ...upload, PartNumber, Body, ChecksumSHA256 }));
      parts.push({ ETag, PartNumber, ChecksumSHA256 });
    }
  } finally {
    await source.close();
  }
  if (hash.digest('hex') !== sent.sha256) throw notAsSealed(sent);
  return parts;
}

/** A file that changed between its sealing and its upload. */
export function notAsSealed({ file, size, sha256 }: SentFile): TwinrunError {
  return new TwinrunError({
    code: 'evidence.damaged',
    class: 'fault',
    message: 'a file of the evidence is no longer what was sealed; it was not uploaded',
    expected: `${size} bytes, sha256 ${sha256}`,
    at: { file },
    fix: 'Run again. Find out what wrote into the run folder: damaged evidence proves nothing.',
  });
}
