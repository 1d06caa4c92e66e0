import { z } from 'zod';
import type { LogStream } from './log-stream.ts';
import type { LogsHandler } from './logs-handler.ts';
import { groupName, invalidParameter, limit, logsInput, streamName } from './logs-input.ts';

export const createLogGroup: LogsHandler = async (input, store) => {
  store.createGroup(logsInput(z.looseObject({ logGroupName: groupName }), input).logGroupName);
  return undefined;
};

export const createLogStream: LogsHandler = async (input, store) => {
  const { logGroupName, logStreamName } = logsInput(z.looseObject({ logGroupName: groupName, logStreamName: streamName }), input);
  store.createStream(logGroupName, logStreamName);
  return undefined;
};

const groupsInput = z.looseObject({ logGroupNamePrefix: z.string().optional(), nextToken: z.string().optional(), limit: limit(50) });

/** DescribeLogGroups, by name. */
export const describeLogGroups: LogsHandler = async (input, store) => {
  const { logGroupNamePrefix = '', nextToken, limit: most } = logsInput(groupsInput, input);
  const groups = [...store.groups.values()].filter(({ name }) => name.startsWith(logGroupNamePrefix)).sort((a, b) => (a.name < b.name ? -1 : 1));
  const { page, next } = pageOf(groups, nextToken, most);
  return {
    logGroups: page.map(({ name, arn, createdAt }) => ({
      logGroupName: name,
      creationTime: createdAt,
      metricFilterCount: 0,
      arn: `${arn}:*`,
      logGroupArn: arn,
      storedBytes: 0,
      logGroupClass: 'STANDARD',
    })),
    ...next,
  };
};

const streamsInput = z.looseObject({
  logGroupName: groupName,
  logStreamNamePrefix: z.string().optional(),
  orderBy: z.enum(['LogStreamName', 'LastEventTime']).default('LogStreamName'),
  descending: z.boolean().default(false),
  nextToken: z.string().optional(),
  limit: limit(50),
});

/** DescribeLogStreams, by name or by the time of the last event. */
export const describeLogStreams: LogsHandler = async (input, store) => {
  const { logGroupName, logStreamNamePrefix = '', orderBy, descending, nextToken, limit: most } = logsInput(streamsInput, input);
  if (orderBy === 'LastEventTime' && logStreamNamePrefix !== '') throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.');
  const group = store.group(logGroupName);
  const lastEvent = (stream: LogStream) => Number(stream.describe(group.arn).lastEventTimestamp ?? 0);
  const direction = descending ? -1 : 1;
  const streams = [...group.streams.values()]
    .filter(({ name }) => name.startsWith(logStreamNamePrefix))
    .sort((a, b) => direction * (orderBy === 'LastEventTime' ? lastEvent(a) - lastEvent(b) : a.name < b.name ? -1 : 1));
  const { page, next } = pageOf(streams, nextToken, most);
  return { logStreams: page.map((stream) => stream.describe(group.arn)), ...next };
};

function pageOf<T>(all: readonly T[], token: string | undefined, most: number): { page: readonly T[]; next: { nextToken?: string } } {
  const start = token === undefined ? 0 : Number(token);
  if (!Number.isInteger(start) || start < 0) throw invalidParameter('The specified nextToken is invalid.');
  const end = start + most;
  return { page: all.slice(start, end), next: end < all.length ? { nextToken: String(end) } : {} };
}
