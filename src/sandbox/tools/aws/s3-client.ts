import { S3Client } from '@aws-sdk/client-s3';
import { AwsFailure } from './aws-failure.ts';
import type { AwsOptions } from './aws-options.ts';

/** The SDK warns on stderr about requests that it cannot repeat; a batch's log has the error itself. */
const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** A client for what the environment and the options say. Throws AwsFailure without credentials or region. */
export function makeS3Client(options: AwsOptions, environment: Readonly<Record<string, string | undefined>>): S3Client {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = environment;
  if (!accessKeyId || !secretAccessKey) {
    throw new AwsFailure('Unable to locate credentials. This stand-in of aws takes them from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY only.');
  }
  const endpoint = options.endpoint ?? environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL;
  return new S3Client({
    logger: SILENT,
    region: options.region ?? (environment.AWS_REGION || environment.AWS_DEFAULT_REGION || 'us-east-1'),
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
    // A stand-in's address has no names for buckets.
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
  });
}
