import { existsSync } from 'node:fs';
import type { Context } from '../model/context.ts';
import type { EngineSetting } from '../model/engine-setting.ts';
import { TwinrunError } from '../model/error.ts';
import type { World } from '../model/world.ts';
import { makeControlClient } from './control-client.ts';
import type { SandboxMode, StartOrder } from './daemon-messages.ts';
import { findKept, isKept, removeKeptState } from './kept-state.ts';
import { launchDaemon } from './launch-daemon.ts';
import { requireSameEngine } from './same-engine.ts';
import type { ControlEndpoint, SandboxAccess, SandboxStatus } from './sandbox-status.ts';

type X = Pick<Context, 'signal' | 'clock' | 'ids' | 'log'>;

export interface SandboxRequest {
  /** Absolute path of the folder with twinrun.yaml. */
  readonly workspaceFolder: string;
  /** Absolute paths of the scenarios to deploy. Scenarios share hosts: give all of the workspace, not only the one that runs. */
  readonly scenarioFolders: readonly string[];
  /** Runs candidates as containers; without it they run as processes. A sandbox that is kept must run with the same. */
  readonly engine?: EngineSetting | undefined;
  readonly x: X;
}

/** A rehearsal world to work with. */
export interface Sandbox {
  /** Whether it stays after `stop`. */
  readonly kept: boolean;
  readonly world: World;
  /** By the names of secrets that the world uses. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Ends an ephemeral one, and resolves when all of it is gone; leaves a kept one as it is. */
  stop(): Promise<void>;
}

const DOWN_MS = 30_000;
const EXIT_MS = 2_000;

/** Attaches to the kept sandbox of the workspace, or starts one that ends with this process, and deploys the scenarios on it. */
export async function useSandbox(request: SandboxRequest): Promise<Sandbox> {
  const kept = await findKept(request.workspaceFolder, request.x);
  if (kept !== undefined) return { kept: true, ...(await furnish(kept.control, request)), stop: async () => {} };
  const daemon = await launchDaemon(orderOf('ephemeral', request), request.x);
  if (daemon === 'taken') throw new Error('an ephemeral sandbox claims nothing');
  try {
    return { kept: false, ...(await furnish(daemon.control, request)), stop: daemon.end };
  } catch (error) {
    await daemon.end();
    throw error;
  }
}

function orderOf(mode: SandboxMode, { workspaceFolder, engine }: SandboxRequest): Omit<StartOrder, 'folder'> {
  return { mode, workspaceFolder, engine };
}

async function furnish(control: ControlEndpoint, request: SandboxRequest): Promise<Pick<Sandbox, 'world' | 'secrets'>> {
  const { world, secrets } = await deployed(control, request);
  return { world, secrets };
}

/** Starts a sandbox that stays, unless the workspace has one; deploys the scenarios in either case. */
export async function sandboxUp(request: SandboxRequest): Promise<{ readonly started: boolean; readonly status: SandboxStatus }> {
  for (;;) {
    const kept = await findKept(request.workspaceFolder, request.x);
    if (kept !== undefined) return { started: false, status: withoutSecrets(await deployed(kept.control, request)) };
    const daemon = await launchDaemon(orderOf('kept', request), request.x);
    if (daemon === 'taken') continue;
    try {
      const status = withoutSecrets(await deployed(daemon.control, request));
      daemon.release();
      return { started: true, status };
    } catch (error) {
      await makeControlClient(daemon.control, AbortSignal.timeout(DOWN_MS)).stop();
      await daemon.end();
      throw error;
    }
  }
}

async function deployed(control: ControlEndpoint, { scenarioFolders, engine, x }: SandboxRequest): Promise<SandboxAccess> {
  const client = makeControlClient(control, x.signal);
  requireSameEngine((await client.access()).engine, engine);
  await client.deploy(scenarioFolders);
  return client.access();
}

/** The kept sandbox of the workspace, or undefined. Throws `sandbox.no-answer`. */
export async function sandboxStatus(workspaceFolder: string, x: X): Promise<SandboxStatus | undefined> {
  const kept = await findKept(workspaceFolder, x);
  return kept === undefined ? undefined : withoutSecrets(await makeControlClient(kept.control, x.signal).access());
}

/** World and secrets of the kept sandbox of the workspace, or undefined; deploys nothing. Throws `sandbox.no-answer`. */
export async function keptSandbox(workspaceFolder: string, x: X): Promise<Pick<Sandbox, 'world' | 'secrets'> | undefined> {
  const kept = await findKept(workspaceFolder, x);
  if (kept === undefined) return undefined;
  const { world, secrets } = await makeControlClient(kept.control, x.signal).access();
  return { world, secrets };
}

function withoutSecrets(access: SandboxStatus): SandboxStatus {
  const { pid, startedAt, folder, world, scenarios, runningTasks, engine } = access;
  return { pid, startedAt, folder, world, scenarios, runningTasks, engine };
}

/** Ends the kept sandbox of the workspace and waits until all of it is gone; false if there was none. One that does not listen is killed. */
export async function sandboxDown(workspaceFolder: string, x: X): Promise<boolean> {
  const kept = await findKept(workspaceFolder, x);
  if (kept === undefined) return false;
  const gone = async () => !(await isKept(workspaceFolder)) && !existsSync(kept.folder);
  await makeControlClient(kept.control, x.signal)
    .stop()
    .catch(() => signal(kept.pid, 'SIGTERM'));
  if (!(await within(DOWN_MS, gone, x))) {
    if (await isKept(workspaceFolder)) signal(kept.pid, 'SIGKILL');
    if (!(await within(DOWN_MS, gone, x))) throw stays(kept.pid, kept.folder);
  }
  await removeKeptState(workspaceFolder);
  // The last thing that it did was to let go; the process itself ends a moment later.
  await within(EXIT_MS, async () => !signal(kept.pid, 0), x);
  return true;
}

async function within(ms: number, condition: () => Promise<boolean>, { clock }: X): Promise<boolean> {
  const end = clock.monotonic() + ms;
  while (!(await condition())) {
    if (clock.monotonic() > end) return false;
    await clock.sleep(50);
  }
  return true;
}

/** False when the process has ended. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

function stays(pid: number, folder: string): TwinrunError {
  return new TwinrunError({
    code: 'sandbox.stays',
    message: 'the sandbox does not end',
    received: `process ${pid}, folder ${folder}`,
    fix: `End process ${pid} by hand and remove ${folder}.`,
  });
}
