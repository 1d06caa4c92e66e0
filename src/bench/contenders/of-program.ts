import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What a program says of its version, in its first line; undefined where it does not run. */
export async function programVersion(program: string, ...args: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(program, [...args], { timeout: 30_000 });
    return stdout.split('\n')[0]?.trim() ?? '';
  } catch {
    return undefined;
  }
}
