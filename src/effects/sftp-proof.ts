import { isDeepStrictEqual } from 'node:util';
import type { FileEntryWithStats, SFTPWrapper, Stats } from 'ssh2';
import { z } from 'zod';
import type { Connections } from '../connections/connections.ts';
import type { Attempt, EffectProof } from '../model/effect-kind.ts';
import type { HostAddress } from '../model/world.ts';
import { unprovable } from './unprovable.ts';

interface Place {
  readonly host: string;
  readonly path: string;
}

const config = z.strictObject({
  host: z.string().min(1).describe("The target's server by another name in twinrun.yaml, with the login that this side has in a rehearsal"),
});

/** Status codes of SFTP version 3. */
const OK = 0;
const NO_SUCH_FILE = 2;
const DENIED = 3;

/**
 * Tries by SFTP whether a login may write a folder, without an effect even where it may. Told for OpenSSH's server alone, whose answers follow from POSIX:
 * a server that serves no writing denies creating a file in a folder that does not exist; a folder that may not be written denies removing an entry of it
 * before it is seen that the entry is a file and no folder (Linux `may_delete`).
 */
export function sftpProof(connections: Connections): EffectProof<Place, z.infer<typeof config>> {
  return {
    config,
    async attempt(target, { host }, x) {
      requireSameServer(connections, target.host, host);
      const connection = await connections.ssh(host);
      if (!/^OpenSSH_\d/.test(connection.software))
        throw unprovable(`${host} is ${connection.software || 'an unknown server'}: what it denies is known of OpenSSH alone`);
      const sight = await see(connections, target);
      const sftp = await connection.sftp();
      try {
        return await attempt(sftp, sight, { host, name: `.twinrun-${x.ids.unique()}` });
      } finally {
        sftp.end();
      }
    },
  };
}

/** A login to another server would be denied a folder that has nothing to do with the target. */
function requireSameServer({ world }: Connections, target: string, host: string): void {
  const way = (one: HostAddress | undefined) => [one?.address, one?.port, one?.proxyCommand, one?.jump];
  if (!isDeepStrictEqual(way(world.hosts[target]), way(world.hosts[host])))
    throw unprovable(`${host} is another server than ${target}, which is the real target`);
}

/** The folder as the login sees it that looks at the target. */
interface Sight {
  readonly folder: string;
  readonly stats: Stats;
  /** A file in it. */
  readonly file?: FileEntryWithStats;
}

async function see(connections: Connections, { host, path }: Place): Promise<Sight> {
  const sftp = await (await connections.ssh(host)).sftp();
  try {
    const folder = await new Promise<string>((resolve, reject) => sftp.realpath(path, (error, found) => (error ? reject(error) : resolve(found))));
    const stats = await new Promise<Stats>((resolve, reject) => sftp.stat(folder, (error, found) => (error ? reject(error) : resolve(found))));
    const entries = await new Promise<FileEntryWithStats[]>((resolve, reject) =>
      sftp.readdir(folder, (error, list) => (error ? reject(error) : resolve(list))),
    );
    const file = entries.find(({ attrs }) => (attrs.mode & 0o170000) === 0o100000);
    return { folder, stats, ...(file === undefined ? {} : { file }) };
  } finally {
    sftp.end();
  }
}

async function attempt(sftp: SFTPWrapper, { folder, stats, file }: Sight, { host, name }: { host: string; name: string }): Promise<Attempt> {
  const seen = await new Promise<Stats | undefined>((resolve) => sftp.stat(folder, (error, found) => resolve(error ? undefined : found)));
  if (seen === undefined || seen.mode !== stats.mode || seen.uid !== stats.uid || seen.mtime !== stats.mtime)
    throw unprovable(`${host} does not see the folder ${folder} as the real target shows it`);
  const absent = `${folder}/${name}`;
  if ((await opened(sftp, `${absent}/x`, 'wx')) === DENIED)
    return { denied: true, said: `${host} may not create files in ${folder}: permission denied` };
  if (file === undefined) throw unprovable(`${folder} is empty: nothing can be tried there without an effect`);
  if ((stats.mode & 0o1000) !== 0) throw unprovable(`${folder} is sticky: what is denied for a file says nothing of new files`);
  // The control: where the request itself is denied, its denial says nothing of the folder.
  if ((await removed(sftp, absent)) !== NO_SUCH_FILE) throw unprovable(`${host} may not remove folders at all, which says nothing of new files`);
  const path = `${folder}/${file.filename}`;
  const [entry, content] = [await removed(sftp, path), await opened(sftp, path, 'r+')];
  const denied = entry === DENIED && content === DENIED;
  return {
    denied,
    said: `${host} ${denied ? 'may write neither' : content === OK ? 'may write' : 'is not refused in'} ${folder} ${denied ? 'nor its files: permission denied' : `(${file.filename})`}`,
  };
}

/** Opens and closes; nothing is written, cut off or created. */
async function opened(sftp: SFTPWrapper, path: string, mode: 'wx' | 'r+'): Promise<number> {
  return new Promise((resolve) => {
    sftp.open(path, mode, (error, handle) => {
      if (error) resolve(statusOf(error));
      else sftp.close(handle, () => resolve(OK));
    });
  });
}

/** Only for what is a file or is not there: as a folder it cannot be removed. */
async function removed(sftp: SFTPWrapper, path: string): Promise<number> {
  return new Promise((resolve) => sftp.rmdir(path, (error) => resolve(error ? statusOf(error) : OK)));
}

function statusOf(error: unknown): number {
  return (error as { code?: number }).code ?? -1;
}
