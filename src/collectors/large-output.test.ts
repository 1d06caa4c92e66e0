import { mkdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeConnections } from '../connections/connections.ts';
import type { Artifact } from '../model/artifact.ts';
import { testContext } from '../testing/context.ts';
import { startOpenssh } from '../testing/openssh-server.ts';
import { mostRetained } from '../testing/retained-memory.ts';
import { sideEvidence } from '../testing/stored-run.ts';
import { describeWithPrograms } from '../testing/system-program.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { sftpCollector } from './sftp-collector.ts';

const SIZE = 600_000_000;
/** The window of reads, and what is on its way to the disk. */
const BOUND = 60_000_000;

describeWithPrograms(['sshd', 'ssh-keygen'], 'an output of 600 MB over SFTP (OpenSSH)', (programs) => {
  it('does not need its size in memory', { timeout: 120_000 }, async () => {
    const folder = temporaryFolder();
    const server = await startOpenssh(programs.sshd ?? '', join(folder, 'sshd'));
    const x = testContext();
    const connections = makeConnections({ kind: 'real', hosts: { batch: server.address }, databases: {}, aws: {} }, x);
    try {
      const path = join(folder, 'large.csv');
      writeFileSync(path, 'id\n');
      truncateSync(path, SIZE);
      mkdirSync(join(folder, 'a'));
      const { observation } = sideEvidence('legacy');
      const request = { output: 'o', side: 'legacy', take: 'legacy-1', observation, runFolder: folder, folder: 'a' } as const;
      let found: readonly Artifact[] = [];
      const held = await mostRetained(async () => {
        found = await sftpCollector(connections).collect({ host: 'batch', path, quiet: 1 }, request, x);
      });
      expect(found).toMatchObject([{ size: SIZE, verified: 'sha256' }]);
      expect(statSync(join(folder, 'a/large.csv')).size).toBe(SIZE);
      expect(held).toBeLessThan(BOUND);
    } finally {
      await connections.close();
      await server.stop();
    }
  });
});
