import { pino } from 'pino';
import type { Log, Secrets } from '../model/context.ts';
import type { LogLevel } from './log-level.ts';

/** Diagnostics as JSON lines on stderr, every line redacted. */
export function makeLog(level: LogLevel, secrets: Secrets): Log {
  const stream = { write: (line: string) => void process.stderr.write(secrets.redact(line)) };
  const logger = pino({ level, base: null }, stream);
  return {
    debug: (fields, text) => logger.debug(fields, text),
    info: (fields, text) => logger.info(fields, text),
    warn: (fields, text) => logger.warn(fields, text),
  };
}

export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {} };
