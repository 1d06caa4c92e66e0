import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';
import { z } from 'zod';
import { startProcess } from '../connections/local-process.ts';
import { message } from '../model/message.ts';
import type { StepEnd, StepKind } from '../model/step-kind.ts';

const config = z.strictObject({ args: z.array(z.string()).min(1) });

/** How Twinrun starts itself. */
export interface OwnProgram {
  /** Node and the script. */
  readonly command: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** A command of Twinrun as a step: it has a lock, a run folder and an exit code of its own, and is done when it exits 0. It changes nothing outside, so it may be done again. */
export function twinrunStep({ command, folder, environment }: OwnProgram): StepKind<z.infer<typeof config>> {
  return {
    kind: 'twinrun',
    config,
    repeat: () => 'safe',
    plan: ({ args }) => [message('twinrun.plan', '{command} must exit 0', { command: `twinrun ${args.join(' ')}` })],
    byHand: ({ args }) => [`twinrun ${args.join(' ')}`],
    async run({ args }, { logFile, timeoutMs }, x) {
      await mkdir(dirname(logFile), { recursive: true, mode: 0o700 });
      const log = createWriteStream(logFile, { mode: 0o600, flags: 'a' });
      const started = startProcess([...command, ...args], { cwd: folder, environment });
      for (const stream of [started.child.stdout, started.child.stderr])
        stream?.on('data', (data: Buffer) => log.write(x.secrets.redact(data.toString('utf8'))));
      const stop = AbortSignal.any([x.signal, AbortSignal.timeout(timeoutMs)]);
      const stopped = new Promise<void>((resolve) => stop.addEventListener('abort', () => resolve(), { once: true }));
      const end = await Promise.race([started.ended, stopped.then(() => undefined)]);
      if (end === undefined) await started.stop();
      log.end();
      await finished(log);
      return endOf(end, args, logFile, x.signal.aborted);
    },
  };
}

const WORDS: Readonly<Record<number, string>> = { 1: 'is red', 2: 'is inconclusive', 3: 'was used wrongly', 4: 'met a fault', 130: 'was cancelled' };

function endOf(
  end: { readonly exitCode?: number; readonly error?: Error } | undefined,
  args: readonly string[],
  logFile: string,
  cancelled: boolean,
): StepEnd {
  const what = `twinrun ${args.slice(0, 2).join(' ')}`;
  if (end === undefined)
    return cancelled ? { status: 'cancelled', text: `${what} was cancelled` } : { status: 'failed', text: `${what} took too long, and was stopped` };
  if (end.exitCode === 0) return { status: 'ok', text: `${what} passes` };
  const why = end.error?.message ?? WORDS[end.exitCode ?? -1] ?? 'ended without an exit code';
  return { status: 'failed', text: `${what} ${why}; its words: ${logFile}` };
}
