import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeFileAtomic } from '../runtime/atomic-file.ts';
import { BATCH_HOME, BATCH_USER } from './batch-host.ts';
import { folderHash } from './folder-hash.ts';

/** Copies a scenario's `legacy/` to the batch account's home, modes included. A batch that runs keeps the files that it started with. */
export async function deployLegacy(source: string, batchRoot: string, id: string): Promise<void> {
  if (!existsSync(source)) return;
  const target = join(batchRoot, BATCH_HOME, id);
  if (existsSync(target) && (await folderHash(target)) === (await folderHash(source))) return;
  const aside = join(batchRoot, BATCH_HOME, `.${id}.new`);
  const old = join(batchRoot, BATCH_HOME, `.${id}.old`);
  for (const left of [aside, old]) await rm(left, { recursive: true, force: true });
  await cp(source, aside, { recursive: true, verbatimSymlinks: true });
  if (existsSync(target)) await rename(target, old);
  await rename(aside, target);
  await rm(old, { recursive: true, force: true });
}

/**
 * The crontab of the batch account: what each deployed scenario (id → folder) has in `legacy/crontab`, in the order of the ids. Returns what it holds. The same as `last` is not
 * written again: what was changed on the host since stays, as on a host that nobody sets up anew.
 */
export async function writeCrontab(batchRoot: string, deployed: ReadonlyMap<string, string>, last?: string): Promise<string> {
  const parts: string[] = [];
  for (const [, folder] of [...deployed].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const file = join(folder, 'legacy', 'crontab');
    if (existsSync(file)) parts.push(`${(await readFile(file, 'utf8')).trimEnd()}\n`);
  }
  const crontab = join(batchRoot, 'var', 'spool', 'cron', 'crontabs', BATCH_USER);
  await mkdir(dirname(crontab), { recursive: true, mode: 0o700 });
  const text = parts.join('\n');
  if (text !== last) await writeFileAtomic(crontab, text);
  return text;
}
