import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { z } from 'zod';
import type { Context } from '../model/context.ts';
import { processStatus } from '../runtime/process-status.ts';
import { fileErrorCode } from './store-fault.ts';

const HOLDER = z.strictObject({
  pid: z.int().positive(),
  host: z.string(),
  /** When the lock was taken, ISO 8601, UTC. */
  since: z.string(),
  /** Tells this process from a later one with the same pid; empty where the system does not say. */
  processStart: z.string(),
  purpose: z.string(),
  /** Boot and process numbering of the machine: only where both are the same does a pid say anything. Absent where the system does not say. */
  space: z.string().optional(),
  token: z.string().min(16),
});

/** Who holds a lock: the content of a lock file. */
export type LockHolder = Readonly<z.infer<typeof HOLDER>>;

/** This process as the holder of a new lock. */
export async function thisHolder(purpose: string, x: Pick<Context, 'clock' | 'ids'>): Promise<LockHolder> {
  const processStart = (await processStartOf(process.pid)) ?? '';
  const space = await pidSpace();
  const since = x.clock.now().toISOString();
  return { pid: process.pid, host: hostname(), since, processStart, purpose, ...(space === undefined ? {} : { space }), token: x.ids.unique() };
}

/** The content of a lock file, or undefined when it is damaged. */
export function parseHolder(text: string): LockHolder | undefined {
  try {
    return HOLDER.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** One line for people. */
export function describeHolder(holder: LockHolder): string {
  return `process ${holder.pid} on ${holder.host}, since ${holder.since}`;
}

/**
 * Whether the process that took a lock which many machines see lives no more. Names of hosts are not unique there, and containers of one host
 * number their processes each for itself: where this is not certainly the same numbering, its locks stand.
 */
export async function sharedHolderIsGone(holder: LockHolder): Promise<boolean> {
  return holder.space !== undefined && holder.space === (await pidSpace()) && (await holderIsGone(holder));
}

/** Whether the process that took the lock lives no more. Of another host nothing is known: its locks stand. */
export async function holderIsGone(holder: LockHolder): Promise<boolean> {
  if (holder.host !== hostname()) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (thrown) {
    return fileErrorCode(thrown) === 'ESRCH';
  }
  if (holder.processStart === '') return false;
  const start = await processStartOf(holder.pid);
  return start === undefined ? false : start !== holder.processStart;
}

/** Boot id and start time of a process, as far as the system tells. `zombie` when it has ended and was not waited for. */
async function processStartOf(pid: number): Promise<string | undefined> {
  const status = processStatus(pid);
  if (status === undefined) return undefined;
  if (!status.alive) return 'zombie';
  const boot = await bootId();
  return boot === undefined ? undefined : `${boot}/${status.start}`;
}

async function pidSpace(): Promise<string | undefined> {
  const [boot, numbering] = [await bootId(), await readlink('/proc/self/ns/pid').catch(() => undefined)];
  return boot === undefined || numbering === undefined ? undefined : `${boot}/${numbering}`;
}

async function bootId(): Promise<string | undefined> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => undefined))?.trim();
}
