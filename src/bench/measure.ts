import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../model/clock.ts';
import { endGroup } from '../runtime/process-group.ts';
import type { Invocation } from './contender.ts';

/** GNU time, which tells the most memory that a process held. Without it memory is unknown. */
const GNU_TIME = '/usr/bin/time';
const STDERR_KEPT = 2_000;

export interface Measured {
  readonly stdout: string;
  readonly seconds: number;
  /** Most resident memory of its largest process, in bytes. */
  readonly peakBytes?: number;
  /** Why it gave no answer. */
  readonly failure?: string;
}

export interface Bound {
  readonly clock: Clock;
  readonly seconds: number;
  /** A folder for files of its own. */
  readonly scratch: string;
  readonly gnuTime: boolean;
}

/** Runs a contender to its end, or to the bound. Its whole process group is ended then. */
export async function measure(
  { program, args, environment, exitCodes = [0] }: Invocation,
  { clock, seconds, scratch, gnuTime }: Bound,
): Promise<Measured> {
  const peakFile = join(scratch, 'peak');
  await rm(peakFile, { force: true });
  const [started, ...rest] = gnuTime ? [GNU_TIME, '-q', '-o', peakFile, '-f', '%M', program, ...args] : [program, ...args];
  const from = clock.monotonic();
  const child = spawn(started ?? program, rest, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: scratch,
    ...(environment === undefined ? {} : { env: { ...environment } }),
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-STDERR_KEPT)));
  const ended = new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) =>
      resolve(code !== null && exitCodes.includes(code) ? undefined : `ended with ${signal ?? code}: ${lastLine(stderr)}`),
    );
  });
  const over = new AbortController();
  const late = clock.sleep(seconds * 1000, over.signal).then(() => (over.signal.aborted ? ended : `not done after ${seconds} s`));
  const failure = await Promise.race([ended, late]);
  const took = (clock.monotonic() - from) / 1000;
  over.abort();
  if (child.pid !== undefined) await endGroup(child.pid, 0);
  const peak = Number((await readFile(peakFile, 'utf8').catch(() => '')).trim().split('\n').at(-1) ?? '');
  return { stdout, seconds: took, ...(peak > 0 ? { peakBytes: peak * 1024 } : {}), ...(failure === undefined ? {} : { failure }) };
}

/** Whether the program is there and takes the options of GNU. */
export async function hasGnuTime(bound: Omit<Bound, 'gnuTime'>): Promise<boolean> {
  return (await measure({ program: GNU_TIME, args: ['-f', '%M', 'true'] }, { ...bound, gnuTime: false })).failure === undefined;
}

/** The line that says most: the first that names an error, else the last. */
function lastLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return (lines.find((line) => /error:|fatal|killed/i.test(line)) ?? lines.at(-1) ?? '').trim().slice(0, 160);
}
