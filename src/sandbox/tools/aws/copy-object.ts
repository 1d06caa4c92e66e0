import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { mkdtemp, rename, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { hashFile } from '../../../runtime/hash.ts';
import { AwsFailure } from './aws-failure.ts';
import { formatS3Path, objectPath, parseS3Path, type S3Path } from './s3-path.ts';

/** The most that one PutObject takes; the aws command would go on in parts. */
const MOST_BYTES = 5 * 2 ** 30;

/** `aws s3 cp`: from a file or stdin (`-`) to an object, or from an object to a file, a folder or stdout (`-`). Answers what to tell. */
export async function copyObject(client: S3Client, from: string, to: string): Promise<string | undefined> {
  const [source, target] = [parseS3Path(from), parseS3Path(to)];
  if (source === undefined && target !== undefined)
    return from === '-' ? uploadStdin(client, target) : upload(client, from, objectPath(target, basename(from)));
  if (source !== undefined && target === undefined) return to === '-' ? print(client, source) : download(client, source, to);
  throw new AwsFailure('this stand-in of aws copies from here to S3 and from S3 to here only: one path, and only one, must start with s3://');
}

async function upload(client: S3Client, file: string, target: S3Path): Promise<string> {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) throw new AwsFailure(`The user-provided path ${file} does not exist.`);
  await failing(`upload failed: ${local(file)} to ${formatS3Path(target)}`, 'PutObject', () => put(client, file, target));
  return `upload: ${local(file)} to ${formatS3Path(target)}`;
}

/** With length and sha256 of the whole: the server refuses anything else. */
async function put(client: S3Client, file: string, { bucket, key }: S3Path): Promise<void> {
  const { size, sha256 } = await hashFile(file);
  if (size > MOST_BYTES) throw new AwsFailure(`${file} is larger than 5 GiB, which this stand-in of aws does not offer`);
  const checksum = Buffer.from(sha256, 'hex').toString('base64');
  const body = createReadStream(file);
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentLength: size, ChecksumSHA256: checksum }));
}

/** The length must be known before: stdin is kept in a file meanwhile. */
async function uploadStdin(client: S3Client, target: S3Path): Promise<undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'aws-'));
  try {
    const file = join(folder, 'stdin');
    await pipeline(process.stdin, createWriteStream(file, { mode: 0o600 }));
    await failing(`upload failed: - to ${formatS3Path(target)}`, 'PutObject', () => put(client, file, target));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function print(client: S3Client, source: S3Path): Promise<undefined> {
  await failing(`download failed: ${formatS3Path(source)} to -`, 'GetObject', async () => {
    const { body } = await open(client, source);
    await pipeline(body, process.stdout, { end: false });
  });
}

/** Under another name first: a file that is there is a whole one. Its time is that of the object, as the aws command does it. */
async function download(client: S3Client, source: S3Path, to: string): Promise<string> {
  const isFolder = to.endsWith('/') || statSync(to, { throwIfNoEntry: false })?.isDirectory() === true;
  const file = isFolder ? join(to, basename(source.key)) : to;
  const temporary = `${file}.${process.pid}.part`;
  await failing(`download failed: ${formatS3Path(source)} to ${local(file)}`, 'GetObject', async () => {
    try {
      const { body, modified } = await open(client, source);
      await pipeline(body, createWriteStream(temporary));
      if (modified !== undefined) await utimes(temporary, modified, modified);
      await rename(temporary, file);
    } finally {
      await rm(temporary, { force: true });
    }
  });
  return `download: ${formatS3Path(source)} to ${local(file)}`;
}

async function open(client: S3Client, { bucket, key }: S3Path): Promise<{ body: Readable; modified: Date | undefined }> {
  const { Body, LastModified } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' }));
  return { body: Body as Readable, modified: LastModified };
}

/** Runs a transfer; what the service says about it becomes a failure with exit code 1. */
async function failing(what: string, operation: string, transfer: () => Promise<void>): Promise<void> {
  try {
    await transfer();
  } catch (error) {
    if (error instanceof AwsFailure) throw error;
    throw new AwsFailure(`${what} ${serviceError(error, operation)}`, 1);
  }
}

/** As botocore words it. */
export function serviceError(thrown: unknown, operation: string): string {
  const { name, message, $metadata } = thrown as Error & { $metadata?: { httpStatusCode?: number } };
  if ($metadata?.httpStatusCode === undefined) return message;
  return `An error occurred (${name}) when calling the ${operation} operation: ${message}`;
}

function local(file: string): string {
  return /^(\/|\.\.?\/)/.test(file) ? file : `./${file}`;
}
