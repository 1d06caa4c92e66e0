import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { delivery } from '../../checks/delivery.ts';
import { keyedRows } from '../../checks/keyed-rows.ts';
import { type Connections, makeConnections } from '../connections/connections.ts';
import type { CollectRequest } from '../model/collector.ts';
import { asTwinrunError } from '../model/error.ts';
import { testContext } from '../testing/context.ts';
import { checkContext, makeEvidence } from '../testing/evidence.ts';
import { type OpensshServer, startOpenssh } from '../testing/openssh-server.ts';
import { sideEvidence } from '../testing/stored-run.ts';
import { describeWithPrograms } from '../testing/system-program.ts';
import { useTempFolder } from '../testing/temporary-folder.ts';
import { sftpCollector } from './sftp-collector.ts';

const folder = useTempFolder();

describeWithPrograms(['sshd', 'ssh-keygen'], 'a partner who lets nobody read (OpenSSH)', (programs) => {
  const home = join(folder.path, 'sshd');
  const x = testContext();
  let server: OpensshServer;
  let connections: Connections;

  beforeAll(async () => {
    server = await startOpenssh(programs.sshd ?? '', home);
    writeFileSync(join(home, 'clients.csv'), 'id\n1\n');
  });
  beforeEach(() => {
    connections = makeConnections({ kind: 'real', hosts: { partner: server.address }, databases: {}, aws: {} }, x);
    return () => connections.close();
  });
  afterAll(() => server.stop());

  /** sshd reads the file at each login. */
  function refuse(requests: string): void {
    const key = readFileSync(join(home, 'identity.pub'), 'utf8');
    writeFileSync(join(home, 'authorized_keys'), `command="internal-sftp -P ${requests}" ${key}`, { mode: 0o600 });
  }

  async function collect() {
    const runFolder = folder.fresh();
    mkdirSync(join(runFolder, 'a'), { recursive: true });
    const { observation } = sideEvidence('candidate');
    const request: CollectRequest = { output: 'clients', side: 'candidate', take: 'candidate-1', observation, runFolder, folder: 'a' };
    const thrown = await sftpCollector(connections)
      .collect({ host: 'partner', path: join(home, 'clients.csv') }, request, x)
      .then(() => undefined, asTwinrunError);
    expect(readdirSync(join(runFolder, 'a'))).toEqual([]);
    return thrown;
  }

  it.each(['stat,lstat,fstat', 'open', 'read'])('is refused by name where the server refuses %s', async (requests) => {
    refuse(requests);
    expect(await collect()).toMatchObject({ code: 'collect.put-only', message: expect.stringContaining('may not be read by this login') });
  });

  it('makes what was delivered inconclusive, never a pass', async () => {
    refuse('stat,lstat,fstat,open,read,opendir,readdir');
    const error = (await collect())?.toJSON();
    if (error === undefined) throw new Error('it was read');
    const files = { 'clients.csv': 'id\n1\n' };
    const pair = await makeEvidence({ folder: folder.fresh(), legacy: files, candidate: files, key: ['id'] });
    const { artifacts } = pair.candidate;
    const unread = { output: 'clients', side: 'candidate', take: 'candidate-1', error } as const;
    const twin = { ...pair, candidate: { ...pair.candidate, artifacts: [], missing: [unread] } };
    const said = { status: 'inconclusive', summary: { text: expect.stringContaining('may not be read by this login') } };
    expect(await keyedRows.check(twin, { output: 'clients', limit: 10, nullQuoting: 'distinct' }, checkContext())).toMatchObject(said);

    const arrived = pair.legacy.artifacts.map((one) => ({ ...one, output: 'arrived' }));
    const delivered = {
      ...pair,
      legacy: { ...pair.legacy, artifacts: [...pair.legacy.artifacts, ...arrived] },
      candidate: { ...pair.candidate, artifacts, missing: [{ ...unread, output: 'arrived' }] },
    };
    expect(await delivery.check(delivered, { backup: 'clients', delivered: 'arrived' }, checkContext())).toMatchObject(said);
  });
});
