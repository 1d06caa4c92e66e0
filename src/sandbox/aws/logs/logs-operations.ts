import { filterLogEvents, getLogEvents, putLogEvents } from './log-events.ts';
import { createLogGroup, createLogStream, describeLogGroups, describeLogStreams } from './log-groups.ts';
import type { LogsHandler } from './logs-handler.ts';

/** The operations by their name in `X-Amz-Target`. */
export const LOGS_OPERATIONS: Readonly<Record<string, LogsHandler>> = {
  CreateLogGroup: createLogGroup,
  CreateLogStream: createLogStream,
  DescribeLogGroups: describeLogGroups,
  DescribeLogStreams: describeLogStreams,
  PutLogEvents: putLogEvents,
  GetLogEvents: getLogEvents,
  FilterLogEvents: filterLogEvents,
};
