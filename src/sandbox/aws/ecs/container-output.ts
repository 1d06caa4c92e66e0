import type { ChildProcess } from 'node:child_process';
import type { Clock } from '../../../model/clock.ts';
import type { LogStream } from '../logs/log-stream.ts';
import { logLines } from './log-lines.ts';

/** Takes lines of a container's output; whoever waits for it slows the container down instead of losing lines. */
export type WriteLines = (lines: readonly string[]) => Promise<void>;

/** Writes lines into a log stream as events of now. Without a stream they are dropped. */
export function logWriter(log: LogStream | undefined, clock: Clock): WriteLines {
  return async (lines) => {
    const timestamp = clock.now().getTime();
    await log?.append(lines.map((message) => ({ timestamp, message, ingestionTime: timestamp })));
  };
}

/** Hands on both outputs of a process, line by line, until they are closed. */
export async function copyOutput(child: ChildProcess, write: WriteLines): Promise<void> {
  await Promise.all([child.stdout, child.stderr].map((stream) => copyLines(stream, write)));
}

async function copyLines(stream: AsyncIterable<Buffer> | null, write: WriteLines): Promise<void> {
  if (stream === null) return;
  for await (const lines of logLines(stream)) await write(lines);
}
