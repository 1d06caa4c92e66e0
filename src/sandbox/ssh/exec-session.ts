import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import type { ServerChannel } from 'ssh2';
import { endGroup, signalGroup } from '../../runtime/process-group.ts';
import { ChannelLane } from './channel-lane.ts';

/** As sshd when the command cannot be started. */
const CANNOT_START = 126;

/** A command on its channel: `/bin/sh -c`, in a process group of its own. */
export interface ExecSession {
  /** Resolves when the process and its pipes have ended and the client was told how. Never rejects. */
  readonly done: Promise<void>;
  /** `TERM`, `INT` …, to the whole group; unknown names are ignored. */
  signal(name: string): void;
  /** The client is gone: ends the group and resolves when it is. Throws `process.group-left`. */
  abandon(): Promise<void>;
}

export function startExec(channel: ServerChannel, command: string, cwd: string, environment: Readonly<Record<string, string>>): ExecSession {
  const lane = new ChannelLane(channel);
  const child = spawn('/bin/sh', ['-c', command], { cwd, env: environment, detached: true, stdio: 'pipe' });
  channel.on('error', () => {});
  feed(channel, child);
  const done = finish(channel, child, lane);
  return {
    done,
    signal: (name) => {
      const signal = `SIG${name}`;
      if (child.pid !== undefined && signal in constants.signals) signalGroup(child.pid, signal as NodeJS.Signals);
    },
    abandon: async () => {
      lane.abandon();
      if (child.pid !== undefined) await endGroup(child.pid);
      // A process that left the group may hold the pipes: nobody listens to it any more.
      child.stdout.destroy();
      child.stderr.destroy();
      child.stdin.destroy();
      await done;
    },
  };
}

/** A process that reads no further must not keep the client's window shut: the rest is thrown away, as a closed pipe does. */
function feed(channel: ServerChannel, child: ChildProcessWithoutNullStreams): void {
  child.stdin.on('error', () => {});
  child.stdin.on('close', () => channel.resume());
  channel.pipe(child.stdin);
}

async function finish(channel: ServerChannel, child: ChildProcessWithoutNullStreams, lane: ChannelLane): Promise<void> {
  const ending = new Promise<{ code: number | null; signal: NodeJS.Signals | null; error?: Error }>((resolve) => {
    child.on('error', (error) => resolve({ code: CANNOT_START, signal: null, error }));
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  await Promise.all([pump(child.stdout, 'stdout', lane), pump(child.stderr, 'stderr', lane)]);
  const { code, signal, error } = await ending;
  if (error !== undefined) await lane.write('stderr', `sandbox: /bin/sh cannot be started: ${error.message}\n`);
  if (signal === null) channel.exit(code ?? CANNOT_START);
  else channel.exit(signal.slice('SIG'.length), false, '');
  channel.end();
}

async function pump(source: Readable, to: 'stdout' | 'stderr', lane: ChannelLane): Promise<void> {
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) await lane.write(to, chunk);
  } catch {
    // The pipe was closed under us: the group was ended.
  }
}
