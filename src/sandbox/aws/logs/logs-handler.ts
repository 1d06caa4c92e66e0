import type { LogStore } from './log-store.ts';

/** An operation of CloudWatch Logs; undefined is an empty answer. */
export type LogsHandler = (input: unknown, store: LogStore) => Promise<Readonly<Record<string, unknown>> | undefined>;
