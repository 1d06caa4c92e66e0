import { DeleteObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { AwsFailure } from './aws/aws-failure.ts';
import { type AwsOptions, parseAwsOptions } from './aws/aws-options.ts';
import { copyObject, serviceError } from './aws/copy-object.ts';
import { listObjects } from './aws/list-objects.ts';
import { makeS3Client } from './aws/s3-client.ts';
import { formatS3Path, parseS3Path } from './aws/s3-path.ts';
import { writeAll } from './write-all.ts';

const VERSION = 'aws-cli/2.0.0 (Twinrun stand-in: s3 cp, s3 ls, s3 rm)';

/** Answers the lines to tell; those of `ls` are told always, the others not with --only-show-errors. */
async function work(options: AwsOptions): Promise<void> {
  const { command, paths } = options;
  const tell = (text: string | undefined): void => {
    if (text !== undefined && !options.onlyErrors) writeAll(1, `${text}\n`);
  };
  if (command === 'version') return writeAll(1, `${VERSION}\n`);
  const [first, second, ...others] = paths;
  const client = makeS3Client(options, process.env);
  if (command === 'cp' && first !== undefined && second !== undefined && others.length === 0) return tell(await copyObject(client, first, second));
  if (command === 'rm' && first !== undefined && second === undefined) return tell(await remove(client, first));
  if (command === 'ls' && second === undefined) {
    const lines = await asService('ListObjectsV2', () => listObjects(client, first));
    return writeAll(1, lines.map((line) => `${line}\n`).join(''));
  }
  throw new AwsFailure('usage: aws s3 cp <from> <to> | aws s3 ls [s3://bucket/prefix] | aws s3 rm s3://bucket/key');
}

async function remove(client: S3Client, path: string): Promise<string> {
  const target = parseS3Path(path);
  if (target === undefined || target.key === '') throw new AwsFailure(`Invalid argument: ${path} names no object`);
  const sent = asService('DeleteObject', () => client.send(new DeleteObjectCommand({ Bucket: target.bucket, Key: target.key })));
  await sent.catch((error: Error) => {
    throw new AwsFailure(`delete failed: ${formatS3Path(target)} ${error.message}`, 1);
  });
  return `delete: ${formatS3Path(target)}`;
}

async function asService<T>(operation: string, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    throw error instanceof AwsFailure ? error : new AwsFailure(serviceError(error, operation));
  }
}

const isQuiet = process.argv.includes('--quiet');
try {
  await work(parseAwsOptions(process.argv.slice(2)));
} catch (error) {
  const { message } = error as Error;
  if (message !== '' && !isQuiet) writeAll(2, `${error instanceof AwsFailure && error.exitCode === 1 ? '' : '\n'}${message}\n`);
  process.exitCode = error instanceof AwsFailure ? error.exitCode : 255;
}
