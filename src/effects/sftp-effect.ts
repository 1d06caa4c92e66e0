import type { FileEntryWithStats } from 'ssh2';
import { z } from 'zod';
import type { Connections } from '../connections/connections.ts';
import type { Sighting } from '../model/effect.ts';
import type { EffectKind } from '../model/effect-kind.ts';
import { sftpProof } from './sftp-proof.ts';

const NO_SUCH_FILE = 2;

const target = z.strictObject({
  host: z.string().min(1).describe('Host by its name in twinrun.yaml'),
  path: z.string().min(1).describe('Folder that the batch writes to; relative to the login folder'),
});

/** Lists the folder that a delivery goes to. A folder that does not exist is empty. */
export function sftpEffect(connections: Connections): EffectKind<z.infer<typeof target>> {
  return {
    kind: 'sftp',
    target,
    proof: sftpProof(connections),
    async look({ host, path }) {
      const sftp = await (await connections.ssh(host)).sftp();
      try {
        const entries = await new Promise<readonly FileEntryWithStats[]>((resolve, reject) => {
          sftp.readdir(path, (error, list) => {
            if (error === undefined || error === null) resolve(list);
            else if ((error as { code?: number }).code === NO_SUCH_FILE) resolve([]);
            else reject(error);
          });
        });
        return entries.map(sighting).sort((a, b) => (a.name < b.name ? -1 : 1));
      } finally {
        sftp.end();
      }
    },
  };
}

function sighting(entry: FileEntryWithStats): Sighting {
  return { name: entry.filename, size: entry.attrs.size, writtenAt: new Date(entry.attrs.mtime * 1000).toISOString() };
}
