import type { FileEntryWithStats } from 'ssh2';
import type { Connections } from '../connections/connections.ts';
import type { FolderEntry } from './name-pattern.ts';
import { isNotThere, sftpProblem } from './sftp-problem.ts';
import { withSftp } from './sftp-read.ts';

/** What a folder on a host holds; nothing where it is not there. Throws as `sftpProblem` says, about `source`. */
export async function readRemoteFolder(connections: Connections, host: string, path: string, source: string): Promise<readonly FolderEntry[]> {
  return await withSftp(
    connections,
    host,
    (sftp) =>
      new Promise((resolve, reject) =>
        sftp.readdir(path, (error, list) => {
          if (error == null) resolve(list.map(entry));
          else if (isNotThere(error)) resolve([]);
          else reject(sftpProblem(source, error));
        }),
      ),
  );
}

function entry({ filename, attrs }: FileEntryWithStats): FolderEntry {
  const kind = attrs.isDirectory() ? 'folder' : attrs.isFile() ? 'file' : attrs.isSymbolicLink() ? 'link' : 'other';
  return { name: filename, kind };
}
