import { type CloudWatchLogsClient, GetLogEventsCommand, type GetLogEventsCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import type { Clock } from '../model/clock.ts';
import type { LogWriter } from '../runtime/log-writer.ts';

/** Lines can arrive in CloudWatch some seconds after the task stopped; this many quiet polls end the wait. */
const QUIET_POLLS = 3;
const QUIET_PAUSE_MS = 200;

export interface LogStream {
  /** Whether lines may be lost: the awslogs driver is non-blocking by default since mid 2025. */
  readonly blocking: boolean;
  /** Fetches what is new. True when there was something. */
  poll(): Promise<boolean>;
  /** Fetches the rest after the task stopped. False when the stream never came to be. */
  drain(clock: Clock): Promise<boolean>;
}

/** The container's log in CloudWatch, stream `prefix/container/taskId`; undefined when its driver is not awslogs. */
export function followLog(client: CloudWatchLogsClient, container: ContainerDefinition, taskArn: string, log: LogWriter): LogStream | undefined {
  const options = container.logConfiguration?.logDriver === 'awslogs' ? container.logConfiguration.options : undefined;
  const group = options?.['awslogs-group'];
  const prefix = options?.['awslogs-stream-prefix'];
  if (group === undefined || prefix === undefined) return undefined;
  const logStreamName = `${prefix}/${container.name ?? ''}/${taskArn.split('/').at(-1) ?? ''}`;
  let token: string | undefined;
  let seen = false;
  const poll = async (): Promise<boolean> => {
    let any = false;
    for (;;) {
      const page: GetLogEventsCommandOutput | undefined = await client
        .send(
          new GetLogEventsCommand({ logGroupName: group, logStreamName, startFromHead: true, ...(token === undefined ? {} : { nextToken: token }) }),
        )
        .catch((error: unknown) => {
          if ((error as Error).name === 'ResourceNotFoundException') return undefined;
          throw error;
        });
      if (page === undefined) return any;
      seen = true;
      for (const event of page.events ?? []) {
        any = true;
        log.write('stdout', `${event.message ?? ''}\n`);
      }
      if (page.nextForwardToken === undefined || page.nextForwardToken === token) return any;
      token = page.nextForwardToken;
    }
  };
  return {
    blocking: options?.mode === 'blocking',
    poll,
    async drain(clock) {
      for (let quiet = 0; quiet < QUIET_POLLS; ) {
        quiet = (await poll()) ? 0 : quiet + 1;
        if (quiet < QUIET_POLLS) await clock.sleep(QUIET_PAUSE_MS);
      }
      return seen;
    },
  };
}
