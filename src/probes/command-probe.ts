import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { Connections } from '../connections/connections.ts';
import { startProcess } from '../connections/local-process.ts';
import { GroupHead, SAY_GROUP } from '../connections/ssh/process-group.ts';
import { askHost, noShell, shellQuote } from '../connections/ssh/ssh-command.ts';
import type { Context } from '../model/context.ts';
import { TwinrunError } from '../model/error.ts';
import type { Probe } from '../model/probe.ts';
import { emptyFigure } from './empty-figure.ts';
import { timeout } from './timeout.ts';

const LARGEST_BYTES = 1024 * 1024;
const SAID_BYTES = 2_000;
const PATH = '/usr/local/bin:/usr/bin:/bin';

const config = z.strictObject({
  command: z
    .array(z.string().min(1))
    .min(1)
    .describe('Program and arguments, as words; no shell reads them. It must only read. What it prints is the figure'),
  host: z.string().min(1).describe('Host by its name in twinrun.yaml; without it, this machine').optional(),
  timeout,
});

type CommandConfig = z.infer<typeof config>;

interface Ended {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Reads a figure of the source by a program: what it prints, without the last line's end. One that does not exit 0 gives none. */
export function commandProbe(connections: Connections): Probe<CommandConfig> {
  return {
    kind: 'command',
    config,
    async read(settings, x) {
      const late = AbortSignal.timeout(settings.timeout);
      const stop = AbortSignal.any([x.signal, late]);
      const ended = await (settings.host === undefined ? runHere(settings, stop) : runThere(connections, settings.host, settings, stop)).catch(
        (thrown: unknown) => {
          x.signal.throwIfAborted();
          throw late.aborted ? timedOut(settings) : thrown;
        },
      );
      if (ended.exitCode !== 0) throw failed(settings, ended, x);
      const figure = ended.stdout.replace(/\r?\n$/, '');
      if (figure.trim() === '') throw emptyFigure(nameOf(settings), 'nothing on stdout');
      return figure;
    },
  };
}

async function runHere({ command }: CommandConfig, stop: AbortSignal): Promise<Ended> {
  const { child, ended, stop: end } = startProcess(command, { cwd: '.', environment: { PATH } });
  try {
    const { stdout, stderr } = await unlessStopped(bothTexts(command, child.stdout, child.stderr), stop);
    const { exitCode, error } = await unlessStopped(ended, stop);
    if (error !== undefined) throw error;
    return { exitCode, stdout, stderr };
  } finally {
    await end();
  }
}

/** Closing a channel leaves the remote process alive, so that its group is ended by a second command. */
async function runThere(connections: Connections, host: string, { command }: CommandConfig, stop: AbortSignal): Promise<Ended> {
  const connection = await unlessStopped(connections.ssh(host), stop);
  const script = [...SAY_GROUP, 'exec "$@" </dev/null'].join('; ');
  const channel = await unlessStopped(
    connection.exec(['exec', 'sh', '-c', shellQuote(script), 'twinrun', ...command.map(shellQuote)].join(' ')),
    stop,
  );
  const head = new GroupHead();
  // `exit` may come before anybody listens, and `close` says the same.
  const closed = new Promise<number | undefined>((resolve) => channel.once('close', (code?: number | null) => resolve(code ?? undefined)));
  channel.end();
  try {
    const { stdout, stderr } = await unlessStopped(
      bothTexts(command, channel, channel.stderr, (part) => head.take(part)),
      stop,
    );
    const exitCode = await unlessStopped(closed, stop);
    if (head.group === undefined && exitCode !== undefined) throw noShell(host, stderr.trim() || head.greeting.toString().trim());
    return { exitCode, stdout, stderr };
  } catch (thrown) {
    if (head.group !== undefined && connection.alive)
      await askHost(connection, `kill -TERM -${head.group}; sleep 1; kill -KILL -${head.group}`).catch(() => {});
    throw thrown;
  }
}

function unlessStopped<T>(work: Promise<T>, stop: AbortSignal): Promise<T> {
  const stopped = new Promise<never>((_resolve, reject) => {
    if (stop.aborted) reject(stop.reason);
    else stop.addEventListener('abort', () => reject(stop.reason), { once: true });
  });
  return Promise.race([work, stopped]);
}

/** `ours`: takes what is not the program's off its stdout. */
async function bothTexts(
  command: readonly string[],
  out: Readable | null,
  err: Readable | null,
  ours: (part: Buffer) => Buffer = (part) => part,
): Promise<{ stdout: string; stderr: string }> {
  const [stdout, stderr] = await Promise.all([textOf(command, out, ours), textOf(command, err)]);
  return { stdout, stderr };
}

async function textOf(command: readonly string[], stream: Readable | null, ours: (part: Buffer) => Buffer = (part) => part): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of stream ?? []) {
    const own = ours(part as Buffer);
    parts.push(own);
    size += own.length;
    if (size > LARGEST_BYTES) throw tooLarge(command);
  }
  return Buffer.concat(parts).toString('utf8');
}

function nameOf({ command, host }: { readonly command: readonly string[]; readonly host?: string | undefined }): string {
  return `the probe ${command[0] ?? ''}${host === undefined ? '' : ` on ${host}`}`;
}

function failed(settings: CommandConfig, { exitCode, stderr }: Ended, x: Pick<Context, 'secrets'>): TwinrunError {
  return new TwinrunError({
    code: 'probe.failed',
    message: `${nameOf(settings)} ended with ${exitCode === undefined ? 'no exit code' : `exit code ${exitCode}`}`,
    expected: 'exit code 0',
    received: x.secrets.redact(stderr.trim().slice(-SAID_BYTES)) || 'nothing on stderr',
    fix: 'Run it by hand as the same user; a figure that cannot be read hides whether the source moved.',
  });
}

function timedOut(settings: CommandConfig): TwinrunError {
  return new TwinrunError({
    code: 'probe.timed-out',
    message: `${nameOf(settings)} took longer than ${settings.timeout / 1000} s; it was ended`,
    fix: 'Let it read less, or give it more time (`timeout`).',
  });
}

function tooLarge(command: readonly string[]): TwinrunError {
  return new TwinrunError({
    code: 'probe.too-large',
    class: 'misuse',
    message: `${nameOf({ command })} prints more than ${LARGEST_BYTES} bytes`,
    expected: 'a figure, such as a count or a checksum',
    fix: 'Let it print a count or a checksum. What is to be compared is an output.',
  });
}
