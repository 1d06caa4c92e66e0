import { randomFillSync } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFile } from '../../runtime/hash.ts';
import { startOpenssh } from '../../testing/openssh-server.ts';
import type { Mark } from '../mark-answer.ts';
import { type Bound, measure } from '../measure.ts';
import { median } from '../run-bench.ts';
import { COLLECT_CONTENDERS, type CollectContender } from './collectors.ts';

/** What one contender needed: medians of the rounds. `ofSftp`: how many times as fast as `sftp` in the same round. */
export interface CollectRow {
  readonly title: string;
  readonly seconds?: number;
  readonly cpuSeconds?: number;
  readonly peakBytes?: number;
  readonly ofSftp?: number;
  readonly mark?: Mark;
  readonly failure?: string;
}

export interface CollectResult {
  readonly bytes: number;
  readonly rows: readonly CollectRow[];
}

export interface CollectPlan {
  /** Path of OpenSSH's server. */
  readonly sshd: string;
  readonly bytes: number;
  readonly rounds: number;
  readonly bound: Bound;
  /** A folder of its own, for the file, the server and what comes home. */
  readonly folder: string;
  readonly note: (text: string) => void;
}

interface Fetch {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
  readonly mark: Mark;
}

/** One file of random bytes from a real sshd on loopback; contenders take turns in every round, for a busy machine is busy for all of them. */
export async function runCollect(plan: CollectPlan): Promise<CollectResult> {
  const file = join(plan.folder, 'file.bin');
  plan.note(`writing ${file}`);
  writeRandom(file, plan.bytes);
  const { sha256 } = await hashFile(file, new AbortController().signal);
  const server = await startOpenssh(plan.sshd, join(plan.folder, 'sshd'));
  const fetches = new Map<CollectContender, Fetch[]>(COLLECT_CONTENDERS.map((contender) => [contender, []]));
  const failures = new Map<CollectContender, string>();
  try {
    for (let round = 1; round <= plan.rounds; round += 1) {
      for (const [contender, done] of fetches) {
        if (failures.has(contender)) continue;
        const fetched = await fetchOnce(contender, server.address, file, sha256, plan);
        const failed = 'failure' in fetched;
        plan.note(`collect, round ${round}: ${contender.id} ${failed ? fetched.failure : `${fetched.seconds.toFixed(2)} s, ${fetched.mark}`}`);
        if (failed) failures.set(contender, fetched.failure);
        else done.push(fetched);
      }
    }
  } finally {
    await server.stop();
  }
  const sftp = [...fetches].find(([{ id }]) => id === 'sftp')?.[1] ?? [];
  return { bytes: plan.bytes, rows: [...fetches].map(([contender, done]) => row(contender, done, sftp, failures.get(contender))) };
}

async function fetchOnce(
  contender: CollectContender,
  address: Parameters<CollectContender['invoke']>[0],
  file: string,
  sha256: string,
  { folder, bound }: CollectPlan,
): Promise<Fetch | { readonly failure: string }> {
  const home = join(folder, 'home');
  await mkdir(home, { mode: 0o700 });
  try {
    const { seconds: ofProcess, stdout, cpuSeconds = 0, peakBytes = 0, failure } = await measure(contender.invoke(address, file, home), bound);
    if (failure !== undefined) return { failure };
    const [name = ''] = await readdir(home);
    const arrived = await hashFile(join(home, name), new AbortController().signal);
    const seconds = contender.timesItself ? Number(stdout) : ofProcess;
    return { seconds, cpuSeconds, peakBytes, mark: arrived.sha256 === sha256 ? 'right' : 'wrong' };
  } finally {
    await rm(home, { recursive: true });
  }
}

function row({ title }: CollectContender, done: readonly Fetch[], sftp: readonly Fetch[], failure: string | undefined): CollectRow {
  if (failure !== undefined || done.length === 0) return { title, failure: failure ?? 'not measured' };
  const ratios = done.flatMap(({ seconds }, round) => (sftp[round] === undefined ? [] : [sftp[round].seconds / seconds]));
  const peakBytes = median(done.map((one) => one.peakBytes));
  return {
    title,
    seconds: median(done.map((one) => one.seconds)),
    ...(peakBytes > 0 ? { peakBytes, cpuSeconds: median(done.map((one) => one.cpuSeconds)) } : {}),
    ...(ratios.length === 0 ? {} : { ofSftp: median(ratios) }),
    mark: done.every(({ mark }) => mark === 'right') ? 'right' : 'wrong',
  };
}

function writeRandom(file: string, bytes: number): void {
  const out = openSync(file, 'wx', 0o600);
  try {
    const block = Buffer.alloc(1 << 20);
    for (let left = bytes; left > 0; left -= block.length) {
      randomFillSync(block);
      writeSync(out, block.subarray(0, Math.min(left, block.length)));
    }
  } finally {
    closeSync(out);
  }
}
