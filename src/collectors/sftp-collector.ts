import { z } from 'zod';
import type { Connections } from '../connections/connections.ts';
import { openOnHost } from '../connections/open-files.ts';
import { clockSkew } from '../connections/ssh/clock-skew.ts';
import type { Collector, CollectRequest } from '../model/collector.ts';
import type { Context } from '../model/context.ts';
import { message } from '../model/message.ts';
import { missing } from './collect-problem.ts';
import { fileFields, oneOf } from './file-fields.ts';
import { limitBytes } from './limits.ts';
import { findFiles } from './name-pattern.ts';
import { expectSame, expectSameAgain } from './proof.ts';
import { artifact, receiveFile } from './receive-file.ts';
import { receiveAll, type Settled, type SettlingFile } from './receive-settled.ts';
import { remoteSha256 } from './remote-sha256.ts';
import { type Stillness, waitsOf } from './settle.ts';
import { readRemoteFolder } from './sftp-list.ts';
import { type RemoteFile, readRemote, realRemotePaths, statRemote } from './sftp-read.ts';
import type { Arrived } from './write-hashed.ts';

const config = z
  .strictObject({
    host: z.string().min(1).describe('Host by its name in twinrun.yaml'),
    ...fileFields('on the host; relative to the login folder'),
  })
  .superRefine(oneOf('path', 'glob'));

type SftpConfig = z.infer<typeof config>;

/** Brings files home over SFTP, once all of them stand still; size and sha256 are compared with the source: by its own sha256sum, which runs
 * meanwhile, where it runs commands, otherwise by a second reading. */
export function sftpCollector(connections: Connections): Collector<SftpConfig> {
  return {
    kind: 'sftp',
    config,
    plan: ({ host, path, glob }) => [message('sftp.plan', 'fetch {path} from {host}', { path: path ?? glob ?? '', host })],
    async collect(settings, request, x) {
      const { host, path, glob = '' } = settings;
      let bytes = 0;
      const find = async () => {
        const named = path === undefined ? await findRemote(connections, { ...settings, glob }, x) : [{ path, name: path.split('/').at(-1) ?? path }];
        return named.map((one) => remoteFile(connections, { ...one, host, source: `sftp://${host}/${one.path}` }, () => bytes, settings, request, x));
      };
      const keep = ({ name, source }: RemoteOutput, { received, state }: Settled) => {
        bytes += received.size;
        return artifact(request, received, { name, source, writtenAt: new Date(state.writtenMs).toISOString() });
      };
      return await receiveAll(find, await stillnessOn(connections, settings, x), keep, x);
    },
  };
}

async function findRemote(connections: Connections, { host, glob, ...limits }: SftpConfig & { readonly glob: string }, x: Context) {
  const source = `sftp://${host}/${glob}`;
  const found = await findFiles(source, glob, (folder) => readRemoteFolder(connections, host, folder, source), limits, x);
  if (found.length === 0) throw missing(source);
  return found;
}

/** A host dates files in whole seconds, and its clock is known as exactly. */
const GRAIN_MS = 2_000;

async function stillnessOn(connections: Connections, settings: SftpConfig, x: Context): Promise<Stillness<RemoteOutput>> {
  const { host } = settings;
  const waits = waitsOf(settings);
  // To ask takes longer than to wait so long.
  const skew = waits.quiet < GRAIN_MS ? undefined : await clockSkew(await connections.ssh(host), x.clock);
  return {
    ...waits,
    age: ({ writtenMs }) => (skew === undefined ? 0 : x.clock.now().getTime() + skew * 1000 - GRAIN_MS - writtenMs),
    open: async (files) => {
      const open: ReadonlySet<string | undefined> = settings.whileOpen === true ? new Set() : await openOnHost(await connections.ssh(host));
      if (open.size === 0) return [];
      const own = await realRemotePaths(connections, host, files);
      return files.filter((_file, at) => open.has(own[at]));
    },
  };
}

interface RemoteOutput extends SettlingFile {
  readonly name: string;
  readonly path: string;
}

/** `bytes`: what the files before it had. */
function remoteFile(
  connections: Connections,
  file: RemoteFile & { readonly name: string },
  bytes: () => number,
  settings: SftpConfig,
  request: CollectRequest,
  x: Context,
): RemoteOutput {
  const { host, path, name, source } = file;
  return {
    ...{ name, path, source },
    look: () => statRemote(connections, file),
    receive: async (before, unchanged) => {
      limitBytes(source, bytes() + before.size, settings);
      const told = remoteSha256(await connections.ssh(host), path);
      const prove = async (arrived: Arrived) => {
        await unchanged();
        expectSame('size', source, before.size, arrived.size);
        // The connection that was asked may have been lost meanwhile.
        const theirs = (await told) ?? (await remoteSha256(await connections.ssh(host), path));
        if (theirs === undefined) return await expectSameAgain(source, readRemote(connections, file, before, x), arrived, x);
        expectSame('sha256', source, theirs, arrived.sha256);
        return 'sha256';
      };
      return await receiveFile(readRemote(connections, file, before, x), { name, total: before.size, prove }, request, x);
    },
  };
}
