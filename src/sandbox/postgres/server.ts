import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Clock } from '../../model/clock.ts';
import { TwinrunError } from '../../model/error.ts';
import type { Account } from './account.ts';
import type { PostgresBinaries } from './binaries.ts';

export interface PostgresServer {
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

interface ServerOptions {
  readonly home: string;
  readonly data: string;
  readonly account: Account | undefined;
  readonly clock: Clock;
}

const START_MS = 20_000;
const STOP_MS = 10_000;

/** Nothing in the sandbox outlives it, so nothing is worth a sync. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_connections: '50',
  autovacuum: 'off',
  shared_buffers: '64MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/** Starts the server on a free loopback port. Another process may take the port in between: then it tries another. */
export async function startServer(binaries: PostgresBinaries, options: ServerOptions): Promise<PostgresServer> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const { child, gone } = launch(binaries, options, port);
    if (await ready(child, port, options)) return { port, pid: child.pid ?? 0, stop: () => stop(child, gone, options.clock) };
    await stop(child, gone, options.clock);
    const log = readFileSync(logFile(options), 'utf8');
    if (attempt < 5 && log.includes('could not bind')) continue;
    throw new TwinrunError({
      code: 'sandbox.postgres-failed',
      message: 'the sandbox could not start its database',
      received: log.trim().split('\n').slice(-3).join(' '),
      fix: 'What the server wrote is above; a system without shared memory or with too small limits is the usual reason.',
    });
  }
}

function logFile(options: ServerOptions): string {
  return join(options.home, 'server.log');
}

function launch(binaries: PostgresBinaries, options: ServerOptions, port: number): { child: ChildProcess; gone: Promise<void> } {
  const log = openSync(logFile(options), 'w', 0o600);
  const settings = Object.entries({ ...SETTINGS, port: String(port) }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // A group of its own: Ctrl-C at the terminal must not take the database away before the runs have ended.
  const child = spawn(binaries.postgres, ['-D', options.data, ...settings], {
    cwd: options.home,
    env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' },
    stdio: ['ignore', log, log],
    detached: true,
    ...options.account,
  });
  closeSync(log);
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  return { child, gone };
}

/** The server writes `ready` into the eighth line of its pid file. */
async function ready(child: ChildProcess, port: number, options: ServerOptions): Promise<boolean> {
  const end = options.clock.monotonic() + START_MS;
  while (options.clock.monotonic() < end && child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
    const lines = pidFile(options.data);
    if (lines[3] === String(port) && lines[7]?.trim() === 'ready') return true;
    await options.clock.sleep(10);
  }
  return false;
}

function pidFile(data: string): string[] {
  try {
    return readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return [];
  }
}

/** SIGINT is PostgreSQL's fast shutdown: sessions are cut, the server ends in order. */
async function stop(child: ChildProcess, gone: Promise<void>, clock: Clock): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return gone;
  child.kill('SIGINT');
  const late = new AbortController();
  await Promise.race([gone, clock.sleep(STOP_MS, late.signal)]);
  late.abort();
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  await gone;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
