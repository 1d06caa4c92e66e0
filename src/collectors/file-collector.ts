import { createReadStream } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { z } from 'zod';
import type { Artifact } from '../model/artifact.ts';
import type { Collector, CollectRequest } from '../model/collector.ts';
import type { Context } from '../model/context.ts';
import { message } from '../model/message.ts';
import { hashFile } from '../runtime/hash.ts';
import { missing, notAFile } from './collect-problem.ts';
import { fileFields, oneOf } from './file-fields.ts';
import { limitBytes } from './limits.ts';
import { type FolderEntry, findFiles } from './name-pattern.ts';
import { expectSame } from './proof.ts';
import { artifact, receiveFile } from './receive-file.ts';
import { type FileState, GROWTH_WAIT_MS, receiveSettled } from './receive-settled.ts';
import type { Arrived } from './write-hashed.ts';

const config = z.strictObject(fileFields('on this machine')).superRefine(oneOf('path', 'glob'));

type FileConfig = z.infer<typeof config>;

/** Copies files of this machine. One that still changes is waited for; the source is hashed again afterwards. */
export const fileCollector: Collector<FileConfig> = {
  kind: 'file',
  config,
  plan: ({ path, glob }) => [message('file.plan', 'copy {path}', { path: path ?? glob ?? '' })],
  async collect(settings, request, x) {
    const { path, glob = '' } = settings;
    const source = `file://${resolve(path ?? glob)}`;
    const named = path === undefined ? await findFiles(source, glob, readFolder, settings, x) : [{ path, name: basename(path) }];
    if (named.length === 0) throw missing(source);
    const artifacts: Artifact[] = [];
    let bytes = 0;
    for (const { path, name } of named) {
      const copied = await copy(path, name, { ...settings, bytes }, request, x);
      bytes += copied.size;
      artifacts.push(copied);
    }
    return artifacts;
  },
};

/** `bytes`: what the files before it had. */
async function copy(
  path: string,
  name: string,
  { bytes, ...settings }: FileConfig & { readonly bytes: number },
  request: CollectRequest,
  x: Context,
): Promise<Artifact> {
  const source = `file://${resolve(path)}`;
  const { received, state } = await receiveSettled(
    {
      source,
      look: () => look(path, source),
      receive: async ({ size }, unchanged) => {
        limitBytes(source, bytes + size, settings);
        const prove = async (arrived: Arrived) => {
          await unchanged();
          const again = await hashFile(path, x.signal);
          expectSame('size', source, again.size, arrived.size);
          expectSame('sha256', source, again.sha256, arrived.sha256);
          return 'sha256' as const;
        };
        return await receiveFile(createReadStream(path, { highWaterMark: 1 << 20 }), { name, total: size, prove }, request, x);
      },
    },
    settings.growthWait ?? GROWTH_WAIT_MS,
    x,
  );
  // By its own name, so that two links to one file are seen to be one.
  const own = await realpath(path).catch(() => resolve(path));
  return artifact(request, received, { name, source: `file://${own}`, writtenAt: new Date(state.writtenMs).toISOString() });
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
