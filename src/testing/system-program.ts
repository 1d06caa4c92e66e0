import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';

/** Where sshd and friends lie when they are not on the PATH of an ordinary user. */
const EXTRA = ['/usr/sbin', '/usr/local/sbin', '/sbin'];

/** Absolute path of a program, or undefined. A shim that cannot say its version does not count. */
export function findProgram(name: string): string | undefined {
  for (const folder of [...(process.env.PATH ?? '').split(':'), ...EXTRA]) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // not here
    }
  }
  return undefined;
}

type Body = (paths: Readonly<Record<string, string>>) => void;

/**
 * `describe` for suites that need system programs. On a newcomer's machine they are skipped, and it is said why; with TWINRUN_CI=1
 * a missing program fails the suite instead.
 */
export function describeWithPrograms(programs: readonly string[], title: string, body: Body): void {
  const found = Object.fromEntries(programs.map((name) => [name, findProgram(name)]));
  const absent = programs.filter((name) => found[name] === undefined);
  if (absent.length === 0) describe(title, () => body(found as Record<string, string>));
  else skip(title, `${absent.join(', ')}, which this machine does not have`, body);
}

/** As `describeWithPrograms`, for what only root may do. */
export function describeAsRoot(programs: readonly string[], title: string, body: Body): void {
  if (process.getuid?.() === 0) describeWithPrograms(programs, title, body);
  else skip(title, 'to be run as root', body);
}

function skip(title: string, needs: string, body: Body): void {
  const reason = `${title} (needs ${needs})`;
  if (process.env.TWINRUN_CI === '1') {
    describe(reason, (): void => {
      throw new Error(`TWINRUN_CI=1: ${reason}`);
    });
    return;
  }
  // The default reporter shows that something was skipped, not what its title says.
  process.stderr.write(`skipped: ${reason}\n`);
  describe.skip(reason, () => body({}));
}

/** Whether a program runs at all (exit 0 for the given arguments). */
export function runs(path: string, args: readonly string[]): boolean {
  return spawnSync(path, args, { stdio: 'ignore', timeout: 20_000 }).status === 0;
}
