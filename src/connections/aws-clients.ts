import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ECSClient } from '@aws-sdk/client-ecs';
import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Secrets } from '../model/context.ts';
import type { AwsAddress } from '../model/world.ts';

export interface AwsClients {
  readonly s3: S3Client;
  readonly ecs: ECSClient;
  readonly logs: CloudWatchLogsClient;
  readonly sqs: SQSClient;
  readonly scheduler: SchedulerClient;
  destroy(): void;
}

/** A silent S3 must not hold a run for ever: the time for a connection, and for the next byte, in ms. */
const CONNECT_MS = 10_000;
const SILENCE_MS = 60_000;

/** A client for the store: it gives up on silence, and then tries again. Only tests wait for less. */
export function makeStoreClient(aws: AwsAddress, secrets: Secrets, silenceMs = SILENCE_MS): S3Client {
  return new S3Client({
    ...settingsOf(aws, secrets),
    forcePathStyle: aws.endpoint !== undefined,
    requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: silenceMs },
  });
}

/** The official clients, by the standard credential chain unless the world names static keys (the sandbox does). */
export function makeAwsClients(aws: AwsAddress, secrets: Secrets): AwsClients {
  const settings = settingsOf(aws, secrets);
  const s3 = new S3Client({ ...settings, forcePathStyle: aws.endpoint !== undefined });
  const ecs = new ECSClient(settings);
  const logs = new CloudWatchLogsClient(settings);
  const sqs = new SQSClient(settings);
  const scheduler = new SchedulerClient(settings);
  return {
    s3,
    ecs,
    logs,
    sqs,
    scheduler,
    destroy: () => {
      s3.destroy();
      ecs.destroy();
      logs.destroy();
      sqs.destroy();
      scheduler.destroy();
    },
  };
}

function settingsOf(aws: AwsAddress, secrets: Secrets) {
  return {
    maxAttempts: 5,
    ...(aws.region === undefined ? {} : { region: aws.region }),
    ...(aws.endpoint === undefined ? {} : { endpoint: aws.endpoint }),
    ...(aws.profile === undefined ? {} : { profile: aws.profile }),
    ...(aws.accessKeyIdSecret === undefined || aws.secretAccessKeySecret === undefined
      ? {}
      : { credentials: { accessKeyId: secrets.get(aws.accessKeyIdSecret), secretAccessKey: secrets.get(aws.secretAccessKeySecret) } }),
  };
}
