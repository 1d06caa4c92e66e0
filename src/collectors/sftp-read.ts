import type { SFTPWrapper } from 'ssh2';
import type { Connections } from '../connections/connections.ts';
import type { SshConnection } from '../connections/ssh/ssh-connection.ts';
import type { Context } from '../model/context.ts';
import { notAFile } from './collect-problem.ts';
import type { FileState } from './settle.ts';
import { readPipelined } from './sftp-pipeline.ts';
import { changedMeanwhile, sftpProblem } from './sftp-problem.ts';
import { SftpSession } from './sftp-session.ts';

/** How often a transfer goes on behind a lost connection. */
const RECONNECTS = 3;

/** A file on a host, over a connection that may have to be made again. */
export interface RemoteFile {
  readonly host: string;
  readonly path: string;
  /** For messages. */
  readonly source: string;
}

/** Runs `body` with an SFTP session of its own, on the host's connection of now. */
export async function withSftp<T>(connections: Connections, host: string, body: (sftp: SFTPWrapper) => Promise<T>): Promise<T> {
  const sftp = await (await connections.ssh(host)).sftp();
  try {
    return await body(sftp);
  } finally {
    sftp.end();
  }
}

/** Size and time of a file. Throws `collect.not-a-file`, and as `sftpProblem` says. */
export async function statRemote(connections: Connections, { host, path, source }: RemoteFile): Promise<FileState> {
  return await withSftp(
    connections,
    host,
    (sftp) =>
      new Promise((resolve, reject) =>
        sftp.stat(path, (error, stats) => {
          if (error == null && stats.isFile()) resolve({ size: stats.size, writtenMs: stats.mtime * 1000 });
          else if (error == null) reject(notAFile(source, stats.isDirectory() ? 'a folder' : 'a pipe, a socket or a device'));
          else reject(sftpProblem(source, error));
        }),
      ),
  );
}

/** The absolute paths of files, links resolved; as they were given where the server does not say. */
export async function realRemotePaths(
  connections: Connections,
  host: string,
  files: readonly { readonly path: string }[],
): Promise<readonly string[]> {
  return await withSftp(connections, host, (sftp) =>
    Promise.all(
      files.map(({ path }) => new Promise<string>((resolve) => sftp.realpath(path, (error, found) => resolve(error == null ? found : path)))),
    ),
  );
}

/**
 * The bytes of a file, in order; each piece is valid until the next one is asked for. A connection that is lost on the way is made again, and reading goes on
 * where it was, if the file still has the size and time of `before`; else throws `collect.changed`. Whoever reads it compares the whole with the source.
 */
export async function* readRemote(connections: Connections, file: RemoteFile, before: FileState, x: Context): AsyncGenerator<Uint8Array> {
  let position = 0;
  for (let lost = 0; ; lost += 1) {
    const connection = await connections.ssh(file.host);
    try {
      for await (const chunk of readFrom(connection, file.path, position)) {
        yield chunk;
        position += chunk.length;
      }
      return;
    } catch (thrown) {
      // Some servers let a file be opened and refuse to give its bytes.
      if (connection.alive || lost === RECONNECTS) throw sftpProblem(file.source, thrown);
      x.signal.throwIfAborted();
      x.log.warn({ host: file.host, path: file.path, position }, 'connection lost while a file was read: going on');
    }
    const now = await statRemote(connections, file);
    if (now.size !== before.size || now.writtenMs !== before.writtenMs) throw changedMeanwhile(file.source, before, now);
  }
}

async function* readFrom(connection: SshConnection, path: string, position: number): AsyncGenerator<Uint8Array> {
  const session = await SftpSession.begin((take) => connection.sftpChannel(take));
  try {
    yield* readPipelined(session, await session.open(path), position);
  } finally {
    session.close();
  }
}
