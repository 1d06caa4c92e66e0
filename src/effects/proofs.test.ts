import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { CreateBucketCommand, ListMultipartUploadsCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeConnections } from '../connections/connections.ts';
import type { AwsAddress, DatabaseAddress, HostAddress } from '../model/world.ts';
import { systemClock } from '../runtime/clock.ts';
import { postgresAccount } from '../sandbox/postgres/account.ts';
import { usablePostgres } from '../sandbox/postgres/binaries.ts';
import { initCluster } from '../sandbox/postgres/init-cluster.ts';
import { type PostgresServer, startServer } from '../sandbox/postgres/server.ts';
import { TEST_REGION } from '../testing/aws-clients.ts';
import { testContext } from '../testing/context.ts';
import { type Moto, startMoto } from '../testing/moto.ts';
import { type OpensshServer, startOpenssh } from '../testing/openssh-server.ts';
import { describeAsRoot, describeWithPrograms } from '../testing/system-program.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { s3Proof } from './s3-proof.ts';
import { sftpProof } from './sftp-proof.ts';
import { tableProof } from './table-proof.ts';

const NOBODY = 65_534;

describeAsRoot(['sshd', 'ssh-keygen'], 'a proof by SFTP', (programs) => {
  const folder = temporaryFolder();
  const inbox = join(folder, 'inbox');
  let server: OpensshServer;
  let other: OpensshServer;

  beforeAll(async () => {
    // A user without rights must reach the keys and the inbox.
    chmodSync(folder, 0o755);
    server = await startOpenssh(programs.sshd ?? '', join(folder, 'sshd'));
    other = await startOpenssh(programs.sshd ?? '', join(folder, 'other'));
    chmodSync(join(folder, 'sshd'), 0o755);
    chmodSync(join(folder, 'sshd/authorized_keys'), 0o644);
  });
  afterAll(async () => {
    await Promise.all([server.stop(), other.stop()]);
  });

  /** A login by a key of its own, with an option of authorized_keys. */
  function login(name: string, option: string, user = server.address.user): HostAddress {
    const key = join(folder, name);
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
    appendFileSync(join(folder, 'sshd/authorized_keys'), `${option} ${readFileSync(`${key}.pub`, 'utf8')}`);
    return { ...server.address, user, identityFiles: [key] };
  }

  /** What an attempt gives, after which the inbox must be as it was. */
  async function attempt(take: HostAddress, files: Readonly<Record<string, string>> = { 'yesterday.csv': 'id' }) {
    rmSync(inbox, { recursive: true, force: true });
    mkdirSync(inbox);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(inbox, name), text);
    return again(take);
  }

  async function again(take: HostAddress) {
    const x = testContext();
    const connections = makeConnections({ kind: 'real', hosts: { partner: server.address, take }, databases: {}, aws: {} }, x);
    const state = () => [
      statSync(inbox).mtimeMs,
      readdirSync(inbox).map((name) => [name, statSync(join(inbox, name)).mtimeMs, readFileSync(join(inbox, name), 'utf8')]),
    ];
    const before = state();
    try {
      return await sftpProof(connections).attempt({ host: 'partner', path: inbox }, { host: 'take' }, x);
    } finally {
      expect(state()).toEqual(before);
      await connections.close();
    }
  }

  it('is denied where the server serves no writing, also in an empty folder', async () => {
    const reader = login('reader', 'command="internal-sftp -R"');
    expect(await attempt(reader)).toMatchObject({ denied: true });
    expect(await attempt(reader, {})).toMatchObject({ denied: true });
  });

  it('is not denied where the login may write, and leaves no trace', async () => {
    expect(await attempt(server.address)).toMatchObject({ denied: false });
  });

  it('is denied where folder and files belong to others', async () => {
    const nobody = login('nobody', 'restrict', 'nobody');
    expect(await attempt(nobody)).toEqual({ denied: true, said: expect.stringContaining('permission denied') });
    await expect(attempt(nobody, {})).rejects.toMatchObject({ code: 'fence.unprovable' });
  });

  it('is not denied where only the folder, or only a file, may be written', async () => {
    const nobody = login('nobody-again', 'restrict', 'nobody');
    await attempt(nobody);
    chmodSync(inbox, 0o777);
    expect(await again(nobody)).toMatchObject({ denied: false });
    chmodSync(inbox, 0o755);
    chownSync(join(inbox, 'yesterday.csv'), NOBODY, NOBODY);
    expect(await again(nobody)).toMatchObject({ denied: false });
    chownSync(join(inbox, 'yesterday.csv'), 0, 0);
    chmodSync(inbox, 0o1777);
    await expect(again(nobody)).rejects.toMatchObject({ message: expect.stringContaining('sticky') });
  });

  it('does not take denied requests for a denied folder, nor another server for the target', async () => {
    await expect(attempt(login('no-rmdir', 'command="internal-sftp -P rmdir,remove"'))).rejects.toMatchObject({ code: 'fence.unprovable' });
    await expect(attempt({ ...other.address })).rejects.toMatchObject({ message: expect.stringContaining('another server') });
    await expect(attempt({ ...server.address, identityFiles: [], passwordSecret: 'NONE' })).rejects.toThrow();
  });
});

describe('a proof by PostgreSQL', () => {
  const folder = temporaryFolder();
  let server: PostgresServer;
  let real: DatabaseAddress;
  const x = testContext({ OWNER: 'owner', TAKE: 'take' });

  beforeAll(async () => {
    const account = postgresAccount();
    const home = join(folder, 'home');
    mkdirSync(home);
    chmodSync(folder, 0o711);
    if (account !== undefined) chownSync(home, account.uid, account.gid);
    const binaries = await usablePostgres(folder, account, '');
    const data = await initCluster(binaries, { home, account, user: 'owner', password: 'owner' });
    server = await startServer(binaries, { home, data, account, clock: systemClock });
    real = { kind: 'postgres', address: '127.0.0.1', port: server.port, database: 'postgres', user: 'owner', passwordSecret: 'OWNER' };
  }, 120_000);
  afterAll(() => server.stop());

  async function sql(...statements: readonly string[]): Promise<void> {
    const client = new pg.Client({ host: '127.0.0.1', port: server.port, database: 'postgres', user: 'owner', password: 'owner' });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  }

  async function attempt(tables: readonly string[] = ['exports'], change: Partial<DatabaseAddress> = {}) {
    const databases = { shop: real, take: { ...real, user: 'take', passwordSecret: 'TAKE', ...change } };
    const connections = makeConnections({ kind: 'real', hosts: {}, databases, aws: {} }, x);
    return tableProof(connections).attempt({ database: 'shop' }, { database: 'take', tables: [...tables] }, x);
  }

  it('is denied for a role that may only read, and for nothing more', async () => {
    await sql(
      'CREATE TABLE public.exports (id int)',
      'CREATE ROLE writers',
      "CREATE ROLE take LOGIN NOINHERIT PASSWORD 'take'",
      'GRANT SELECT ON public.exports TO take',
    );
    const tables = ['public.exports'];
    expect(await attempt(tables)).toEqual({ denied: true, said: 'take may not write public.exports' });
    for (const [give, take] of [
      ['GRANT INSERT ON public.exports TO take', 'REVOKE INSERT ON public.exports FROM take'],
      ['GRANT UPDATE (id) ON public.exports TO take', 'REVOKE UPDATE (id) ON public.exports FROM take'],
      [
        'GRANT TRUNCATE ON public.exports TO writers; GRANT writers TO take',
        'REVOKE writers FROM take; REVOKE TRUNCATE ON public.exports FROM writers',
      ],
      ['ALTER TABLE public.exports OWNER TO take', 'ALTER TABLE public.exports OWNER TO CURRENT_USER'],
      ['ALTER ROLE take SUPERUSER', 'ALTER ROLE take NOSUPERUSER'],
    ] as const) {
      await sql(give);
      expect(await attempt(tables), give).toMatchObject({ denied: false });
      await sql(take);
      if (!take.includes('OWNER')) expect(await attempt(tables), take).toMatchObject({ denied: true });
    }
  });

  it('proves nothing by a table that is not there, a wrong login or another database', async () => {
    await expect(attempt(['public.nothing'])).rejects.toMatchObject({ code: 'database.failed' });
    await expect(attempt(["public.exports'); --"])).rejects.toMatchObject({ code: 'database.failed' });
    await expect(attempt(['public.exports'], { passwordSecret: 'OWNER' })).rejects.toMatchObject({ code: 'database.failed' });
    await expect(attempt(['public.exports'], { database: 'template1' })).rejects.toMatchObject({ code: 'fence.unprovable' });
    await expect(attempt(['public.exports'], { kind: 'mysql' })).rejects.toMatchObject({ code: 'fence.unprovable' });
  });
});

describeWithPrograms(['moto_server'], 'a proof by S3', (programs) => {
  let moto: Moto;
  let endpoint: string;
  // Moto's own IAM does not accept the signatures of this SDK: what a policy denies is answered before it, in S3's words.
  const gate = createServer((incoming, outgoing) => {
    const key = /Credential=(\w+)\//.exec(incoming.headers.authorization ?? '')?.[1];
    const writes = incoming.method !== 'GET' && incoming.method !== 'HEAD';
    const denial = key === 'NOBODY' ? 'InvalidAccessKeyId' : key === 'DECOY' && writes ? 'AccessDenied' : undefined;
    if (denial !== undefined) return void outgoing.writeHead(403).end(`<Error><Code>${denial}</Code><Message>no</Message></Error>`);
    const { hostname, port } = new URL(moto.endpoint);
    const onward = request({ hostname, port, path: incoming.url, method: incoming.method, headers: incoming.headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(onward);
  });

  beforeAll(async () => {
    moto = await startMoto(programs.moto_server ?? '');
    await moto.s3.send(new CreateBucketCommand({ Bucket: 'exports', CreateBucketConfiguration: { LocationConstraint: TEST_REGION } }));
    await moto.s3.send(new PutObjectCommand({ Bucket: 'exports', Key: 'real/yesterday.csv', Body: 'id' }));
    await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve));
    endpoint = `http://127.0.0.1:${(gate.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await new Promise((resolve) => {
      gate.close(resolve);
      gate.closeAllConnections();
    });
    await moto.close();
  });

  async function attempt(key: string, prefix = 'real/') {
    const x = testContext({ ADMIN_ID: 'ADMIN', TAKE_ID: key, KEY: 'the key' });
    const aws: AwsAddress = { region: TEST_REGION, endpoint, accessKeyIdSecret: 'ADMIN_ID', secretAccessKeySecret: 'KEY' };
    const connections = makeConnections({ kind: 'real', hosts: {}, databases: {}, aws }, x);
    try {
      return await s3Proof(connections).attempt({ bucket: 'exports', prefix }, { accessKeyIdSecret: 'TAKE_ID', secretAccessKeySecret: 'KEY' }, x);
    } finally {
      await connections.close();
    }
  }

  it('is denied where the keys may not write', async () => {
    expect(await attempt('DECOY')).toEqual({ denied: true, said: 'PutObject on s3://exports/real/yesterday.csv: AccessDenied' });
  });

  it('is not denied where they may, and leaves nothing', async () => {
    expect(await attempt('WRITER')).toEqual({ denied: false, said: 'PutObject on s3://exports/real/yesterday.csv is allowed' });
    expect((await moto.s3.send(new ListMultipartUploadsCommand({ Bucket: 'exports' }))).Uploads ?? []).toEqual([]);
    expect((await moto.s3.send(new ListObjectsV2Command({ Bucket: 'exports' }))).Contents).toMatchObject([{ Key: 'real/yesterday.csv', Size: 2 }]);
  });

  it('proves nothing by keys that nobody knows, nor where nothing lies', async () => {
    await expect(attempt('NOBODY')).rejects.toMatchObject({ code: 'fence.unprovable', message: expect.stringContaining('InvalidAccessKeyId') });
    await expect(attempt('DECOY', 'empty/')).rejects.toMatchObject({ code: 'fence.unprovable' });
  });
});
