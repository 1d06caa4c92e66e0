import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '../model/context.ts';
import { TwinrunError } from '../model/error.ts';
import { builtFile } from '../runtime/built-file.ts';
import { thrownThere } from './control-client.ts';
import type { StartAnswer, StartOrder } from './daemon-messages.ts';
import { postgresAccount } from './postgres/account.ts';
import { reachable } from './postgres/binaries.ts';
import type { ControlEndpoint } from './sandbox-status.ts';

type X = Pick<Context, 'clock' | 'signal'>;

/** A sandbox's process, started by this one. */
export interface LaunchedDaemon {
  readonly pid: number;
  readonly control: ControlEndpoint;
  /** Lets a kept one go its own way. */
  release(): void;
  /** Ends it, and resolves when its process and its folder are gone. */
  end(): Promise<void>;
}

const START_MS = 90_000;
const END_MS = 20_000;
const LOG_LINES = 10;

/** Starts a sandbox in a process of its own; `taken` when another one is kept for the workspace. Throws what kept it from starting. */
export async function launchDaemon(order: Omit<StartOrder, 'folder'>, x: X): Promise<LaunchedDaemon | 'taken'> {
  const entry = builtFile('sandbox/daemon.js');
  const folder = await makeFolder();
  const logFile = join(folder, 'daemon.log');
  const log = openSync(logFile, 'w', 0o600);
  // A session of its own: Ctrl-C at the terminal reaches whoever uses the sandbox, who then ends it.
  const child = spawn(process.execPath, [entry], { cwd: '/', detached: true, stdio: ['ignore', log, log, 'ipc'] });
  closeSync(log);
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const end = () => endDaemon(child, gone, folder, x);
  child.send({ ...order, folder }, () => {});
  const answer = await firstAnswer(child, gone, x);
  if (answer?.type === 'ready') {
    child.unref();
    child.channel?.unref();
    return { pid: child.pid ?? 0, control: answer.control, release: () => child.disconnect(), end };
  }
  const said = existsSync(logFile) ? readFileSync(logFile, 'utf8') : '';
  await end();
  if (answer?.type === 'taken') return 'taken';
  if (answer?.type === 'failed') throw thrownThere(answer);
  throw notStarted(x.signal.aborted, said);
}

/** Another account runs the database when this process is root, and must be able to enter the folder. */
async function makeFolder(): Promise<string> {
  const account = postgresAccount();
  const parent = [tmpdir(), '/tmp', '/var/tmp'].find((path) => existsSync(path) && reachable(path, account)) ?? tmpdir();
  const folder = await mkdtemp(join(await realpath(parent), 'twinrun-sandbox-'));
  await chmod(folder, account === undefined ? 0o700 : 0o711);
  return folder;
}

async function firstAnswer(child: ChildProcess, gone: Promise<void>, x: X): Promise<StartAnswer | undefined> {
  const late = new AbortController();
  const answer = new Promise<StartAnswer>((resolve) => child.once('message', (message) => resolve(message as StartAnswer)));
  const silence = Promise.race([gone, x.clock.sleep(START_MS, AbortSignal.any([late.signal, x.signal]))]);
  const result = await Promise.race([answer, silence.then(() => undefined)]);
  late.abort();
  return result;
}

/** Closing the channel tells the daemon to end. One that does not is killed; its guardian then cleans up behind it. */
async function endDaemon(child: ChildProcess, gone: Promise<void>, folder: string, x: Pick<X, 'clock'>): Promise<void> {
  child.ref();
  if (child.connected) child.disconnect();
  const late = new AbortController();
  await Promise.race([gone, x.clock.sleep(END_MS, late.signal)]);
  late.abort();
  if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  await gone;
  const until = x.clock.monotonic() + END_MS;
  while (existsSync(folder) && x.clock.monotonic() < until && child.exitCode !== 0) await x.clock.sleep(50);
  await rm(folder, { recursive: true, force: true });
}

function notStarted(cancelled: boolean, log: string): TwinrunError {
  return new TwinrunError({
    code: cancelled ? 'cancelled' : 'sandbox.not-started',
    class: cancelled ? 'cancelled' : 'fault',
    message: cancelled ? 'cancelled while the sandbox was starting' : 'the sandbox did not start',
    received: log.trim().split('\n').slice(-LOG_LINES).join('\n'),
    fix: 'Run again with --log-level debug; what its process wrote last is above.',
  });
}
