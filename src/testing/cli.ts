import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** The built command, as users run it. */
export const CLI = join(root, 'dist/src/cli.js');

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCli {
  readonly child: ChildProcess;
  readonly result: Promise<CliResult>;
  stderr(): string;
}

export interface CliOptions {
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts the command as a process of its own. */
export function startCli(folder: string, args: readonly string[], options: CliOptions = {}): RunningCli {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: folder,
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const result = new Promise<CliResult>((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
  return { child, result, stderr: () => stderr };
}

export function runCli(folder: string, args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return startCli(folder, args, options).result;
}

/** Copies the workspace of the package, with its scenarios, into a folder. Nothing else writes there, so files are fetched without the wait for those that may grow. */
export function copyWorkspace(folder: string): void {
  for (const path of ['twinrun.yaml', 'scenarios']) cpSync(join(root, path), join(folder, path), { recursive: true });
  for (const id of readdirSync(join(folder, 'scenarios'))) {
    const file = join(folder, 'scenarios', id, 'scenario.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/(?<!observe: )\{ sftp: \{ host:/g, '{ sftp: { quiet: 1ms, host:'));
  }
}
