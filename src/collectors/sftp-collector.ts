import { z } from 'zod';
import type { Connections } from '../connections/connections.ts';
import type { Artifact } from '../model/artifact.ts';
import type { Collector, CollectRequest } from '../model/collector.ts';
import type { Context } from '../model/context.ts';
import { message } from '../model/message.ts';
import { missing } from './collect-problem.ts';
import { fileFields, oneOf } from './file-fields.ts';
import { limitBytes } from './limits.ts';
import { findFiles } from './name-pattern.ts';
import { expectSame, expectSameAgain } from './proof.ts';
import { artifact, receiveFile } from './receive-file.ts';
import { GROWTH_WAIT_MS, receiveSettled } from './receive-settled.ts';
import { remoteSha256 } from './remote-sha256.ts';
import { readRemoteFolder } from './sftp-list.ts';
import { readRemote, statRemote } from './sftp-read.ts';
import type { Arrived } from './write-hashed.ts';

const config = z
  .strictObject({
    host: z.string().min(1).describe('Host by its name in twinrun.yaml'),
    ...fileFields('on the host; relative to the login folder'),
  })
  .superRefine(oneOf('path', 'glob'));

type SftpConfig = z.infer<typeof config>;

/** Brings files home over SFTP. One that still changes is waited for; size and sha256 are compared with the source: by its own sha256sum, which runs
 * meanwhile, where it runs commands, otherwise by a second reading. */
export function sftpCollector(connections: Connections): Collector<SftpConfig> {
  return {
    kind: 'sftp',
    config,
    plan: ({ host, path, glob }) => [message('sftp.plan', 'fetch {path} from {host}', { path: path ?? glob ?? '', host })],
    async collect(settings, request, x) {
      const { host, path, glob = '' } = settings;
      const named = path === undefined ? await findRemote(connections, { ...settings, glob }, x) : [{ path, name: path.split('/').at(-1) ?? path }];
      const artifacts: Artifact[] = [];
      let bytes = 0;
      for (const { path, name } of named) {
        const file = { host, path, name, source: `sftp://${host}/${path}` };
        const brought = await bringHome(connections, file, { ...settings, bytes }, request, x);
        bytes += brought.size;
        artifacts.push(brought);
      }
      return artifacts;
    },
  };
}

async function findRemote(connections: Connections, { host, glob, ...limits }: SftpConfig & { readonly glob: string }, x: Context) {
  const source = `sftp://${host}/${glob}`;
  const found = await findFiles(source, glob, (folder) => readRemoteFolder(connections, host, folder, source), limits, x);
  if (found.length === 0) throw missing(source);
  return found;
}

interface File {
  readonly host: string;
  readonly path: string;
  readonly name: string;
  readonly source: string;
}

/** `bytes`: what the files before it had. */
async function bringHome(
  connections: Connections,
  file: File,
  { bytes, ...settings }: SftpConfig & { readonly bytes: number },
  request: CollectRequest,
  x: Context,
): Promise<Artifact> {
  const { host, path, name, source } = file;
  const look = () => statRemote(connections, file);
  const { received, state } = await receiveSettled(
    {
      source,
      look,
      receive: async (before, unchanged) => {
        limitBytes(source, bytes + before.size, settings);
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
    },
    settings.growthWait ?? GROWTH_WAIT_MS,
    x,
  );
  return artifact(request, received, { name, source, writtenAt: new Date(state.writtenMs).toISOString() });
}
