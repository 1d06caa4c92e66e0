import { spawn } from 'node:child_process';
import { builtFile } from '../runtime/built-file.ts';

export interface ProgramRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. The environment is only what is given, and a PATH. */
export function runProgram(
  program: string,
  args: readonly string[],
  given: { readonly input?: string | Buffer; readonly env?: Readonly<Record<string, string>>; readonly cwd?: string } = {},
): Promise<ProgramRun> {
  const env = { PATH: process.env.PATH ?? '', ...given.env };
  const child = spawn(program, args, { stdio: 'pipe', env, ...(given.cwd === undefined ? {} : { cwd: given.cwd }) });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (data: Buffer) => stdout.push(data));
  child.stderr.on('data', (data: Buffer) => stderr.push(data));
  child.stdin.on('error', () => {});
  child.stdin.end(given.input ?? '');
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }));
  });
}

/** Program and first arguments that run one of the sandbox's stand-ins, as it was built: starting it from its source takes three times as long. */
export function standIn(name: 'psql' | 'sftp' | 'aws'): readonly string[] {
  return [process.execPath, builtFile(`sandbox/tools/${name}.js`)];
}
