import { readdir, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { TwinrunError } from '../model/error.ts';
import type { HeldLock } from '../model/store.ts';
import { describeHolder, holderIsGone, parseHolder } from './lock-holder.ts';
import { absentOrFault } from './store-fault.ts';

/** The file of a lock that has a name. */
export function namedLock(folder: string, name: string): string {
  return join(folder, `named.${encodeURIComponent(name)}.lock`);
}

/** The named locks in a folder that are held; those of dead processes of this host are taken over by whoever comes next, and left out. */
export async function heldLocks(folder: string): Promise<readonly HeldLock[]> {
  const names = (await readdir(folder).catch(absentOrFault(folder))) ?? [];
  const found = await Promise.all(names.map(async (file) => [/^named\.(.+)\.lock$/.exec(file)?.[1], join(folder, file)] as const));
  const held: HeldLock[] = [];
  for (const [name, path] of found) {
    const lock = name === undefined ? undefined : await readLock(decodeURIComponent(name), path);
    if (lock !== undefined) held.push(lock);
  }
  return held;
}

/** Removes the lock file if it is still that holding's. Throws `lock.not-held` (misuse). */
export async function endLock(folder: string, name: string, mark: string): Promise<HeldLock> {
  const path = namedLock(folder, name);
  const held = await readLock(name, path);
  if (held?.mark !== mark) throw lockNotHeld(name, mark, held);
  await rm(path, { force: true });
  return held;
}

async function readLock(name: string, path: string): Promise<HeldLock | undefined> {
  const text = await readFile(path, 'utf8').catch(absentOrFault(path));
  if (text === undefined) return undefined;
  const holder = parseHolder(text);
  if (holder === undefined) return { name, holder: 'a damaged lock file', mark: 'damaged', alive: false };
  if (await holderIsGone(holder)) return undefined;
  return { name, holder: describeHolder(holder), mark: markOf(holder.token), alive: holder.host === hostname() };
}

/** What a person types to say which holding of a lock is meant. */
export function markOf(token: string): string {
  return token.slice(0, 8);
}

/** `lock.not-held` (misuse). */
export function lockNotHeld(name: string, mark: string, held: HeldLock | undefined): TwinrunError {
  return new TwinrunError({
    code: 'lock.not-held',
    class: 'misuse',
    message: `the lock ${name} is not held so`,
    expected: `holding ${mark}`,
    received: held === undefined ? 'nobody holds it' : `holding ${held.mark}: ${held.holder}`,
    fix: '`twinrun unlock` lists the locks that are held.',
  });
}
