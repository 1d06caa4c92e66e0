import { AwsFailure } from './aws-failure.ts';

export interface S3Path {
  readonly bucket: string;
  /** May be empty or end with `/`: then it is a place, not an object. */
  readonly key: string;
}

/** Undefined when it is a local path. Throws AwsFailure without a bucket. */
export function parseS3Path(text: string): S3Path | undefined {
  if (!text.startsWith('s3://')) return undefined;
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]*)\/?(.*)$/s.exec(text) ?? [];
  if (bucket === '') throw new AwsFailure(`Invalid bucket name "" in ${text}`);
  return { bucket, key };
}

/** The path with a file's name at its end, where it is only a place. */
export function objectPath({ bucket, key }: S3Path, name: string): S3Path {
  return { bucket, key: key === '' || key.endsWith('/') ? key + name : key };
}

export function formatS3Path({ bucket, key }: S3Path): string {
  return `s3://${bucket}/${key}`;
}
