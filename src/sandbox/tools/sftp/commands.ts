import { statSync } from 'node:fs';
import { basename, posix, resolve } from 'node:path';
import type { FileEntryWithStats, SFTPWrapper } from 'ssh2';
import { SftpFailure } from './sftp-failure.ts';
import { call, download, localFiles, remoteFiles, remoteStat, upload } from './transfer.ts';

/** Where a session stands, on both ends. */
export interface Places {
  remote: string;
  local: string;
}

type Command = (
  session: { readonly sftp: SFTPWrapper; readonly places: Places; say(text: string): void },
  flags: string,
  args: readonly string[],
) => Promise<void>;

const remotePath = (places: Places, path: string): string => posix.resolve(places.remote, path);

/** Runs a request on one path; a refusal reads as OpenSSH's does. */
async function request(what: string, work: (done: (error?: Error | null) => void) => void): Promise<void> {
  try {
    await call(work);
  } catch (error) {
    throw new SftpFailure(`${what}: ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  const { message } = error as Error;
  return message === 'No such file' ? 'No such file or directory' : message;
}

const put: Command = async ({ sftp, places, say }, flags, [from = '', to]) => {
  const files = localFiles(resolve(places.local, from));
  if (files.length === 0) throw new SftpFailure(`stat ${from}: No such file or directory`);
  for (const file of files) {
    const target = to === undefined ? remotePath(places, basename(file)) : remotePath(places, to);
    say(`Uploading ${file} to ${target}`);
    await upload(sftp, file, target, flags.includes('p'));
  }
};

const get: Command = async ({ sftp, places, say }, flags, [from = '', to]) => {
  const files = await remoteFiles(sftp, remotePath(places, from));
  if (files.length === 0) throw new SftpFailure(`File "${remotePath(places, from)}" not found.`);
  for (const file of files) {
    const target = resolve(places.local, to ?? posix.basename(file));
    say(`Fetching ${file} to ${target}`);
    await download(sftp, file, target, flags.includes('p'));
  }
};

const rm: Command = async ({ sftp, places, say }, _flags, [path = '']) => {
  for (const file of await remoteFiles(sftp, remotePath(places, path))) {
    say(`Removing ${file}`);
    await request(`remote delete ${file}`, (done) => sftp.unlink(file, done));
  }
};

/** As OpenSSH: replaces the target where the server can. */
const rename: Command = async ({ sftp, places }, _flags, [from = '', to = '']) => {
  const [source, target] = [remotePath(places, from), remotePath(places, to)];
  const replaces = (sftp as unknown as { _extensions: Record<string, string> })._extensions['posix-rename@openssh.com'] === '1';
  await request(`remote rename "${source}" to "${target}"`, (done) =>
    replaces ? sftp.ext_openssh_rename(source, target, done) : sftp.rename(source, target, done),
  );
};

const ls: Command = async ({ sftp, places }, flags, [path]) => {
  const shown = path ?? '.';
  const target = remotePath(places, shown);
  const stats = await remoteStat(sftp, target);
  if (stats === undefined) throw new SftpFailure(`Can't ls: "${target}" not found`);
  const folder = stats.isDirectory() ? target : posix.dirname(target);
  const entries = await call<FileEntryWithStats[]>((done) => sftp.readdir(folder, done));
  const wanted = stats.isDirectory()
    ? (name: string) => flags.includes('a') || !name.startsWith('.')
    : (name: string) => name === posix.basename(target);
  const prefix = stats.isDirectory() && path !== undefined ? `${path.replace(/\/$/, '')}/` : '';
  const lines = entries
    .filter(({ filename }) => wanted(filename))
    .sort((a, b) => (a.filename < b.filename ? -1 : 1))
    .map(({ filename, longname }) => (flags.includes('l') ? longname : stats.isDirectory() ? prefix + filename : shown));
  if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
};

const cd: Command = async ({ sftp, places }, _flags, [path = '.']) => {
  const target = remotePath(places, path);
  const stats = await remoteStat(sftp, target);
  if (stats === undefined) throw new SftpFailure(`stat remote: No such file or directory`);
  if (!stats.isDirectory()) throw new SftpFailure(`Can't change directory: "${target}" is not a directory`);
  places.remote = target;
};

/** All commands that are offered, with the fewest and the most arguments, and the flags they take. */
export const COMMANDS: Readonly<Record<string, { readonly run: Command; readonly least: number; readonly most: number; readonly flags: string }>> = {
  put: { run: put, least: 1, most: 2, flags: 'pP' },
  get: { run: get, least: 1, most: 2, flags: 'pP' },
  rm: { run: rm, least: 1, most: 1, flags: '' },
  rename: { run: rename, least: 2, most: 2, flags: '' },
  ls: { run: ls, least: 0, most: 1, flags: '1la' },
  cd: { run: cd, least: 0, most: 1, flags: '' },
  lcd: {
    run: async ({ places }, _flags, [path = '.']) => {
      const target = resolve(places.local, path);
      if (statSync(target, { throwIfNoEntry: false })?.isDirectory() !== true) {
        throw new SftpFailure(`Couldn't change local directory to "${path}": No such file or directory`);
      }
      places.local = target;
    },
    least: 1,
    most: 1,
    flags: '',
  },
  pwd: {
    run: async ({ places }) => void process.stdout.write(`Remote working directory: ${places.remote}\n`),
    least: 0,
    most: 0,
    flags: '',
  },
  mkdir: {
    run: async ({ sftp, places }, _flags, [path = '']) =>
      request(`remote mkdir "${remotePath(places, path)}"`, (done) => sftp.mkdir(remotePath(places, path), { mode: 0o777 }, done)),
    least: 1,
    most: 1,
    flags: '',
  },
  rmdir: {
    run: async ({ sftp, places }, _flags, [path = '']) =>
      request(`remote rmdir "${remotePath(places, path)}"`, (done) => sftp.rmdir(remotePath(places, path), done)),
    least: 1,
    most: 1,
    flags: '',
  },
  chmod: {
    run: async ({ sftp, places }, _flags, [mode = '', path = '']) => {
      if (!/^[0-7]{3,4}$/.test(mode)) throw new SftpFailure('You must supply a numeric argument to the chmod command.');
      await request(`remote setstat "${remotePath(places, path)}"`, (done) => sftp.chmod(remotePath(places, path), Number.parseInt(mode, 8), done));
    },
    least: 2,
    most: 2,
    flags: '',
  },
};
