import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../model/context.ts';
import { TwinrunError } from '../model/error.ts';
import type { Lock } from '../model/store.ts';
import { writeFileAtomic } from '../runtime/atomic-file.ts';
import { lockIsLive, takeLock } from '../store/file-lock.ts';
import type { ControlEndpoint } from './sandbox-status.ts';

/** Where the kept sandbox of a workspace is found: `<workspace>/.twinrun/sandbox.json`, readable by its owner alone. */
export interface KeptState {
  readonly schema: 'twinrun.sandbox/1';
  readonly pid: number;
  readonly folder: string;
  readonly control: ControlEndpoint;
}

const START_MS = 60_000;
const PAUSE_MS = 50;

function stateFile(workspaceFolder: string): string {
  return join(workspaceFolder, '.twinrun', 'sandbox.json');
}

function lockFile(workspaceFolder: string): string {
  return join(workspaceFolder, '.twinrun', 'sandbox.lock');
}

/** Makes the calling process the one kept sandbox of the workspace, or answers undefined because there is one. Held for as long as it lives. */
export async function claimWorkspace(workspaceFolder: string, x: Pick<Context, 'clock' | 'ids'>): Promise<Lock | undefined> {
  try {
    return await takeLock(lockFile(workspaceFolder), { purpose: 'the sandbox of this workspace', retries: 0 }, x);
  } catch (error) {
    if (error instanceof TwinrunError && error.code === 'lock.held') return undefined;
    throw error;
  }
}

export async function writeKeptState(workspaceFolder: string, state: KeptState): Promise<void> {
  await mkdir(join(workspaceFolder, '.twinrun'), { recursive: true, mode: 0o700 });
  await writeFileAtomic(stateFile(workspaceFolder), `${JSON.stringify(state)}\n`);
}

export async function removeKeptState(workspaceFolder: string): Promise<void> {
  await rm(stateFile(workspaceFolder), { force: true });
}

/** Whether somebody removed the state, e.g. with the whole workspace: then nobody can reach the sandbox any more. */
export function stateIsLost(workspaceFolder: string): boolean {
  return !existsSync(stateFile(workspaceFolder));
}

/** Whether a sandbox is kept for the workspace. */
export function isKept(workspaceFolder: string): Promise<boolean> {
  return lockIsLive(lockFile(workspaceFolder));
}

/** The living kept sandbox of the workspace; waits for one that is starting. What a dead one left is removed. */
export async function findKept(workspaceFolder: string, x: Pick<Context, 'clock' | 'signal'>): Promise<KeptState | undefined> {
  const end = x.clock.monotonic() + START_MS;
  while (await isKept(workspaceFolder)) {
    const state = await readState(workspaceFolder);
    if (state !== undefined) return state;
    if (x.signal.aborted || x.clock.monotonic() > end) throw stuck(workspaceFolder, x.signal.aborted);
    await x.clock.sleep(PAUSE_MS, x.signal);
  }
  await removeKeptState(workspaceFolder);
  return undefined;
}

async function readState(workspaceFolder: string): Promise<KeptState | undefined> {
  try {
    const state = JSON.parse(await readFile(stateFile(workspaceFolder), 'utf8')) as KeptState;
    return state.schema === 'twinrun.sandbox/1' ? state : undefined;
  } catch {
    return undefined;
  }
}

function stuck(workspaceFolder: string, cancelled: boolean): TwinrunError {
  return new TwinrunError({
    code: cancelled ? 'cancelled' : 'sandbox.stuck',
    class: cancelled ? 'cancelled' : 'fault',
    message: cancelled ? 'cancelled while the sandbox was starting' : 'the kept sandbox does not get ready',
    at: { file: lockFile(workspaceFolder) },
    fix: 'End the process that holds the lock, then try again.',
  });
}
