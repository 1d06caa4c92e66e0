import { execFile } from 'node:child_process';
import { chown, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { TwinrunError } from '../../model/error.ts';
import type { Account } from './account.ts';
import type { PostgresBinaries } from './binaries.ts';

const run = promisify(execFile);

/** Makes an empty cluster below `home` and answers its data folder. Password sign-in only, also on loopback. */
export async function initCluster(
  binaries: PostgresBinaries,
  options: { readonly home: string; readonly account: Account | undefined; readonly user: string; readonly password: string },
): Promise<string> {
  const data = join(options.home, 'data');
  const passwordFile = join(options.home, 'superuser');
  await writeFile(passwordFile, options.password, { mode: 0o600 });
  if (options.account !== undefined) await chown(passwordFile, options.account.uid, options.account.gid);
  const args = ['-D', data, '-U', options.user, '--pwfile', passwordFile, '-A', 'scram-sha-256', '-E', 'UTF8', '--no-sync', '--no-instructions'];
  const collation = ['--locale=C', '--locale-provider=icu', '--icu-locale=ja-JP'];
  try {
    await run(binaries.initdb, [...args, ...collation], { env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' }, cwd: options.home, ...options.account });
  } catch (cause) {
    const text = cause instanceof Error ? ((cause as { stderr?: string }).stderr ?? cause.message) : String(cause);
    throw new TwinrunError({
      code: 'sandbox.postgres-failed',
      message: 'the sandbox could not make its database',
      received: text.trim().split('\n').slice(-3).join(' '),
      fix: `Run ${binaries.initdb} by hand to see why; a full disk or a missing library are the usual reasons.`,
      cause,
    });
  } finally {
    await rm(passwordFile, { force: true });
  }
  return data;
}
