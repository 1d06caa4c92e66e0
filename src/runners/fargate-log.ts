import type { CloudWatchLogsClient, GetLogEventsCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import type { Clock } from '../model/clock.ts';
import { type Message, message } from '../model/message.ts';
import type { AwsAddress } from '../model/world.ts';
import type { LogWriter } from '../runtime/log-writer.ts';

/** Lines can arrive in CloudWatch some seconds after the task stopped; so long it must be quiet: ten seconds in all. What speaks its API on this machine has them at once. */
const QUIET_PAUSES_MS = [250, 500, 1_000, 2_000, 3_000, 4_000];
const QUIET_PAUSES_HERE_MS = QUIET_PAUSES_MS.slice(0, 3);
/** How long a stream that was never seen is waited for. */
const NO_STREAM_PATIENCE_MS = 10_000;
/** Bounds the wait for a stream that does not become quiet. */
const DRAIN_PATIENCE_MS = 60_000;

export interface LogStream {
  /** Fetches what is new. True when there was something. Never throws: a log that cannot be read must not lose the task. */
  poll(): Promise<boolean>;
  /** Fetches the rest after the task stopped. */
  drain(clock: Clock): Promise<void>;
  /** Why lines may be missing; empty when all are there. */
  doubts(): readonly Message[];
}

/** Where a log is: the client, and the address that it was made for. */
export interface LogSource {
  readonly client: CloudWatchLogsClient;
  readonly address: AwsAddress;
}

/** The container's log in CloudWatch, stream `prefix/container/taskId`; undefined when its driver is not awslogs with a stream prefix. */
export function followLog({ client, address }: LogSource, container: ContainerDefinition, taskArn: string, log: LogWriter): LogStream | undefined {
  const pauses = isHere(address) ? QUIET_PAUSES_HERE_MS : QUIET_PAUSES_MS;
  const options = container.logConfiguration?.logDriver === 'awslogs' ? container.logConfiguration.options : undefined;
  const group = options?.['awslogs-group'];
  const prefix = options?.['awslogs-stream-prefix'];
  if (group === undefined || prefix === undefined) return undefined;
  const stream = `${prefix}/${container.name ?? ''}/${taskArn.split('/').at(-1) ?? ''}`;
  const reader = readStream(client, group, stream, log);
  return {
    ...reader,
    async drain(clock) {
      const start = clock.monotonic();
      for (let quiet = 0; ; ) {
        quiet = (await reader.poll()) ? 0 : quiet + 1;
        const pause = pauses[quiet - 1] ?? (reader.seen() ? undefined : pauses.at(-1));
        const patience = reader.seen() ? DRAIN_PATIENCE_MS : NO_STREAM_PATIENCE_MS;
        if ((quiet > 0 && pause === undefined) || clock.monotonic() - start > patience) return;
        await clock.sleep(pause ?? 0);
      }
    },
    doubts: () => [
      ...reader.doubts(),
      // Since mid 2025 the awslogs driver is non-blocking by default: lines are dropped when CloudWatch is slow.
      ...(options?.mode === 'blocking'
        ? []
        : [message('fargate.log-lossy', "the log may lack lines: its driver is not in blocking mode (awslogs option `mode: 'blocking'`)")]),
    ],
  };
}

function isHere({ endpoint }: AwsAddress): boolean {
  return endpoint !== undefined && /^(?:127\.[\d.]+|localhost|\[::1\])$/.test(new URL(endpoint).hostname);
}

/** Said where no log can be followed at all. */
export function noLog(container: ContainerDefinition): Message {
  const driver = container.logConfiguration?.logDriver ?? 'none';
  return message('fargate.log-elsewhere', 'the log was not brought home: its driver is {driver}, not awslogs with a stream prefix', { driver });
}

function readStream(client: CloudWatchLogsClient, logGroupName: string, logStreamName: string, log: LogWriter) {
  let token: string | undefined;
  let seen = false;
  let failure: string | undefined;
  const page = async (): Promise<GetLogEventsCommandOutput> => {
    const { GetLogEventsCommand } = await import('@aws-sdk/client-cloudwatch-logs');
    const from = token === undefined ? {} : { nextToken: token };
    return await client.send(new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true, ...from }));
  };
  const read = async (): Promise<boolean> => {
    for (let any = false; ; ) {
      const { events = [], nextForwardToken } = await page();
      seen = true;
      failure = undefined;
      for (const event of events) log.write('stdout', `${event.message ?? ''}\n`);
      any ||= events.length > 0;
      if (nextForwardToken === undefined || nextForwardToken === token) return any;
      token = nextForwardToken;
    }
  };
  return {
    seen: () => seen,
    poll: () =>
      read().catch((error: Error) => {
        if (error.name !== 'ResourceNotFoundException') failure = `${error.name}: ${error.message}`;
        return false;
      }),
    doubts: (): Message[] => {
      if (failure !== undefined) return [message('fargate.log-failed', 'the log could not be read to its end: {error}', { error: failure })];
      if (!seen)
        return [message('fargate.log-missing', 'there is no log stream {stream} in {group}', { stream: logStreamName, group: logGroupName })];
      return [];
    },
  };
}
