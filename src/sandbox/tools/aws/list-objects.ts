import { type _Object, ListBucketsCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { AwsFailure } from './aws-failure.ts';
import { parseS3Path } from './s3-path.ts';

/** `aws s3 ls`: the lines for a bucket, a prefix or all buckets. Throws AwsFailure 1 for a prefix under which there is nothing. */
export async function listObjects(client: S3Client, path: string | undefined): Promise<readonly string[]> {
  if (path === undefined) {
    const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
    return Buckets.map(({ Name, CreationDate }) => `${time(CreationDate)} ${Name}`);
  }
  const { bucket, key } = parseS3Path(path) ?? parseS3Path(`s3://${path}`) ?? { bucket: path, key: '' };
  const folders: string[] = [];
  const objects: string[] = [];
  for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: key, Delimiter: '/' })) {
    folders.push(...(page.CommonPrefixes ?? []).map(({ Prefix = '' }) => `${' '.repeat(27)}PRE ${lastPart(Prefix)}`));
    objects.push(...(page.Contents ?? []).map(line));
  }
  if (folders.length + objects.length === 0 && key !== '') throw new AwsFailure('', 1);
  return [...folders, ...objects];
}

function line({ LastModified, Size, Key = '' }: _Object): string {
  return `${time(LastModified)} ${String(Size ?? 0).padStart(10)} ${Key.endsWith('/') ? '' : lastPart(Key)}`;
}

function lastPart(key: string): string {
  return /[^/]*\/?$/.exec(key)?.[0] ?? key;
}

/** In the zone of this process, as the aws command shows it. */
function time(date: Date | undefined): string {
  if (date === undefined) return ' '.repeat(19);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
