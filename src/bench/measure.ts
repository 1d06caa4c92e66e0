import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../model/clock.ts';
import { endGroup } from '../runtime/process-group.ts';
import type { Invocation } from './contender.ts';

/** GNU time, which tells the most memory that a process held, and its CPU time. Without it both are unknown. */
const GNU_TIME = '/usr/bin/time';
const STDERR_KEPT = 2_000;
/** Characters; far more than any answer has, and what can be read at once. */
const MOST_STDOUT = 1 << 28;

export interface Measured {
  readonly stdout: string;
  readonly seconds: number;
  /** Most resident memory of its largest process, in bytes. */
  readonly peakBytes?: number;
  /** Of all its processes and threads. On a busy machine it tells more than the time that went by. */
  readonly cpuSeconds?: number;
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
  const usageFile = join(scratch, 'usage');
  await rm(usageFile, { force: true });
  const [started, ...rest] = gnuTime ? [GNU_TIME, '-q', '-o', usageFile, '-f', '%M %U %S', program, ...args] : [program, ...args];
  const from = clock.monotonic();
  const child = spawn(started ?? program, rest, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: scratch,
    ...(environment === undefined ? {} : { env: { ...environment } }),
  });
  let stdout = '';
  let stderr = '';
  const flooded = new Promise<string>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (stdout.length + text.length <= MOST_STDOUT) stdout += text;
      else resolve(`told more than ${MOST_STDOUT >> 20} million characters`);
    });
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-STDERR_KEPT)));
  const ended = new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) =>
      resolve(code !== null && exitCodes.includes(code) ? undefined : `ended with ${signal ?? code}: ${lastLine(stderr)}`),
    );
  });
  const over = new AbortController();
  const late = clock.sleep(seconds * 1000, over.signal).then(() => (over.signal.aborted ? ended : `not done after ${seconds} s`));
  const failure = await Promise.race([ended, late, flooded]);
  const took = (clock.monotonic() - from) / 1000;
  over.abort();
  if (child.pid !== undefined) await endGroup(child.pid, 0);
  return { stdout, seconds: took, ...(await usage(usageFile)), ...(failure === undefined ? {} : { failure }) };
}

/** What GNU time wrote: KiB, and seconds in user and system mode. */
async function usage(file: string): Promise<Pick<Measured, 'peakBytes' | 'cpuSeconds'>> {
  const line = (await readFile(file, 'utf8').catch(() => '')).trim().split('\n').at(-1) ?? '';
  const [kib = 0, user = 0, system = 0] = line.split(' ').map(Number);
  return kib > 0 ? { peakBytes: kib * 1024, cpuSeconds: user + system } : {};
}

/** Whether the program is there and takes the options of GNU. */
export async function hasGnuTime(bound: Omit<Bound, 'gnuTime'>): Promise<boolean> {
  return (await measure({ program: GNU_TIME, args: ['-f', '%M %U %S', 'true'] }, { ...bound, gnuTime: false })).failure === undefined;
}

/** The line that says most: the first that names an error, else the last. */
function lastLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return (lines.find((line) => /error:|fatal|killed/i.test(line)) ?? lines.at(-1) ?? '').trim().slice(0, 160);
}
