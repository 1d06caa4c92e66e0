import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connections, makeConnections } from '../connections/connections.ts';
import { testContext } from '../testing/context.ts';
import { type SshHost, startSshHost } from '../testing/ssh-host.ts';
import { sftpEffect } from './sftp-effect.ts';

const x = testContext();
let host: SshHost;
let connections: Connections;

beforeAll(async () => {
  host = await startSshHost();
  const address = {
    address: '127.0.0.1',
    port: host.server.port,
    user: 'export',
    hostKey: host.server.fingerprint,
    identityFiles: [host.identityFile],
  };
  connections = makeConnections({ kind: 'real', hosts: { partner: address }, databases: {}, aws: {} }, x);
});
afterAll(async () => {
  await connections.close();
  await host.stop();
});

describe('the sftp effect', () => {
  it('sees what lies in the folder, by name, size and time', async () => {
    const inbox = join(host.folder, 'host/home/export/inbox');
    mkdirSync(inbox, { recursive: true });
    writeFileSync(join(inbox, 'b.csv'), '12345');
    writeFileSync(join(inbox, 'a.csv'), '');
    expect(await sftpEffect(connections).look({ host: 'partner', path: 'inbox' }, x)).toEqual([
      { name: 'a.csv', size: 0, writtenAt: expect.stringMatching(/Z$/) },
      { name: 'b.csv', size: 5, writtenAt: expect.stringMatching(/Z$/) },
    ]);
  });

  it('takes a folder that does not exist for an empty one', async () => {
    expect(await sftpEffect(connections).look({ host: 'partner', path: 'nowhere' }, x)).toEqual([]);
  });

  it('throws where it cannot look: nothing seen is not nothing there', async () => {
    await expect(sftpEffect(connections).look({ host: 'partner', path: 'inbox/a.csv' }, x)).rejects.toThrow();
    await expect(sftpEffect(connections).look({ host: 'unknown', path: 'inbox' }, x)).rejects.toMatchObject({ code: 'world.host-unknown' });
  });
});
