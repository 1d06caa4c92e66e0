import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ECSClient } from '@aws-sdk/client-ecs';
import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';

/** The official clients for one endpoint, as the tests call it. */
export interface AwsClients {
  readonly endpoint: string;
  readonly s3: S3Client;
  readonly ecs: ECSClient;
  readonly logs: CloudWatchLogsClient;
  readonly scheduler: SchedulerClient;
  /** Closes their connections. */
  destroy(): void;
}

export const TEST_REGION = 'ap-northeast-1';
export const TEST_KEY = { accessKeyId: 'AKIDTESTKEY', secretAccessKey: 'a test secret' } as const;

/** Clients with static keys and without retries, so that an error is seen at once. */
export function awsClients(endpoint: string, credentials: { accessKeyId: string; secretAccessKey: string } = TEST_KEY): AwsClients {
  const settings = { region: TEST_REGION, endpoint, credentials, maxAttempts: 1 };
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const ecs = new ECSClient(settings);
  const logs = new CloudWatchLogsClient(settings);
  const scheduler = new SchedulerClient(settings);
  return { endpoint, s3, ecs, logs, scheduler, destroy: () => [s3, ecs, logs, scheduler].forEach((client) => void client.destroy()) };
}
