import { createReadStream } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { z } from 'zod';
import { openHere } from '../connections/open-files.ts';
import type { Collector, CollectRequest } from '../model/collector.ts';
import type { Context } from '../model/context.ts';
import { message } from '../model/message.ts';
import { hashFile } from '../runtime/hash.ts';
import { missing, notAFile } from './collect-problem.ts';
import { fileFields, oneOf } from './file-fields.ts';
import { limitBytes } from './limits.ts';
import { type FolderEntry, type Found, findFiles } from './name-pattern.ts';
import { expectSame } from './proof.ts';
import { artifact, receiveFile } from './receive-file.ts';
import { receiveAll, type Settled, type SettlingFile } from './receive-settled.ts';
import { type FileState, type Stillness, waitsOf } from './settle.ts';
import type { Arrived } from './write-hashed.ts';

const config = z.strictObject(fileFields('on this machine')).superRefine(oneOf('path', 'glob'));

type FileConfig = z.infer<typeof config>;

/** Copies files of this machine, once all of them stand still; the source is hashed again afterwards. */
export const fileCollector: Collector<FileConfig> = {
  kind: 'file',
  config,
  plan: ({ path, glob }) => [message('file.plan', 'copy {path}', { path: path ?? glob ?? '' })],
  async collect(settings, request, x) {
    const { path, glob = '' } = settings;
    const source = `file://${resolve(path ?? glob)}`;
    let bytes = 0;
    const find = async () => {
      const named = path === undefined ? await findFiles(source, glob, readFolder, settings, x) : [{ path, name: basename(path) }];
      if (named.length === 0) throw missing(source);
      return named.map((one) => localFile(one, () => bytes, settings, request, x));
    };
    const keep = ({ name, own }: LocalOutput, { received, state }: Settled) => {
      bytes += received.size;
      return own().then((at) => artifact(request, received, { name, source: `file://${at}`, writtenAt: new Date(state.writtenMs).toISOString() }));
    };
    const stillness: Stillness<LocalOutput> = {
      ...waitsOf(settings),
      age: ({ writtenMs }) => x.clock.now().getTime() - writtenMs,
      open: async (files) => {
        const open: ReadonlySet<string | undefined> = settings.whileOpen === true ? new Set() : await openHere();
        const own = open.size === 0 ? [] : await Promise.all(files.map((file) => file.own()));
        return files.filter((_file, at) => open.has(own[at]));
      },
    };
    return await Promise.all(await receiveAll(find, stillness, keep, x));
  },
};

interface LocalOutput extends SettlingFile {
  readonly name: string;
  /** Its own path, so that two links to one file are seen to be one. */
  readonly own: () => Promise<string>;
}

/** `bytes`: what the files before it had. */
function localFile({ path, name }: Found, bytes: () => number, settings: FileConfig, request: CollectRequest, x: Context): LocalOutput {
  const source = `file://${resolve(path)}`;
  return {
    ...{ name, source },
    own: () => realpath(path).catch(() => resolve(path)),
    look: () => look(path, source),
    receive: async ({ size }, unchanged) => {
      limitBytes(source, bytes() + size, settings);
      const prove = async (arrived: Arrived) => {
        await unchanged();
        const again = await hashFile(path, x.signal);
        expectSame('size', source, again.size, arrived.size);
        expectSame('sha256', source, again.sha256, arrived.sha256);
        return 'sha256' as const;
      };
      return await receiveFile(createReadStream(path, { highWaterMark: 1 << 20 }), { name, total: size, prove }, request, x);
    },
  };
}

async function look(path: string, source: string): Promise<FileState> {
  try {
    const facts = await stat(path);
    if (!facts.isFile()) throw notAFile(source, facts.isDirectory() ? 'a folder' : 'a pipe, a socket or a device');
    return { size: facts.size, writtenMs: Math.floor(facts.mtimeMs) };
  } catch (thrown) {
    throw (thrown as NodeJS.ErrnoException).code === 'ENOENT' ? missing(source, thrown) : thrown;
  }
}

async function readFolder(path: string): Promise<readonly FolderEntry[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.map((one) => {
      const kind = one.isDirectory() ? 'folder' : one.isFile() ? 'file' : one.isSymbolicLink() ? 'link' : 'other';
      return { name: one.name, kind };
    });
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw thrown;
  }
}
