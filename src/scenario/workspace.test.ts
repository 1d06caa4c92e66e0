import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TwinrunErrors } from '../model/error.ts';
import type { World } from '../model/world.ts';
import { fakeRegistries } from '../testing/fake-registries.ts';
import { parseScenario } from './load-scenario.ts';
import { resolveWorld, usesSandbox } from './resolve-world.ts';
import { loadWorkspace, parseWorkspace } from './workspace.ts';

const hostKey = `SHA256:${'a'.repeat(43)}`;
const real = `schema: twinrun.workspace/1
hosts:
  batch: { ssh: { address: 10.0.3.17, user: export, hostKey: "${hostKey}", identityFile: ~/.ssh/id } }
  partner: { ssh: { address: sftp.example, port: 2222, user: us, hostKey: "${hostKey}", identityFile: keys/partner } }
  decoy: { ssh: { address: decoy.example, user: us, hostKey: "${hostKey}", passwordSecret: DECOY_PASSWORD } }
databases:
  analytics: { postgres: { address: db.internal, database: analytics, user: reader } }
aws: { region: ap-northeast-1 }
`;
const parse = (text: string) => parseWorkspace(Buffer.from(text), '/w/twinrun.yaml');
const mistakes = (text: string) =>
  parse(text).then(
    () => [],
    (error: TwinrunErrors) => error.errors.map((one) => `${one.at?.line}:${one.at?.column} ${one.at?.field} ${one.code}`),
  );

const user = { home: '/home/me', environment: {} };
const address = { address: '127.0.0.1', port: 4022, user: 'export', hostKey, identityFiles: ['/tmp/key'] };
const sandbox: World = {
  kind: 'sandbox',
  hosts: { batch: address, partner: address, decoy: { ...address, port: 4024 } },
  databases: { analytics: { kind: 'postgres', address: '127.0.0.1', port: 5432, database: 'analytics', user: 'reader' } },
  aws: { region: 'ap-northeast-1', endpoint: 'http://127.0.0.1:4566' },
};

describe('a workspace', () => {
  it('fills in what is not said', async () => {
    const workspace = await parse(real);
    expect(workspace).toMatchObject({ file: '/w/twinrun.yaml', folder: '/w', store: { folder: '/w/reports' }, concurrency: 2 });
    expect(workspace.hosts.batch).toMatchObject({ ssh: { address: '10.0.3.17' } });
    expect(workspace.databases.analytics).toMatchObject({ server: { kind: 'postgres', port: 5432 } });
  });

  it('tells all mistakes with their places', async () => {
    const text = real
      .replace('user: export, hostKey', 'user: export, hostkey')
      .replace('port: 2222', 'port: 70000')
      .replace(', passwordSecret: DECOY_PASSWORD', '')
      .replace('{ postgres:', '{ oracle:')
      .replace('aws: { region: ap-northeast-1 }', 'aws: { sandbox: true, region: x }\nconcurrency: 17');
    expect(await mistakes(text)).toEqual([
      '3:53 hosts.batch.ssh.hostkey workspace.unknown-key',
      '4:50 hosts.partner.ssh.port workspace.value',
      '5:17 hosts.decoy.ssh workspace.no-login',
      '7:16 databases.analytics.oracle workspace.unknown-database',
      '8:17 aws.sandbox workspace.two-worlds',
      '9:14 concurrency workspace.value',
    ]);
  });

  it('names an engine for the candidates of the sandbox, or none', async () => {
    expect((await parse(real)).sandbox).toEqual({});
    const { sandbox } = await parse(`${real}sandbox: { engine: { program: podman, runArguments: ["--ulimit", "nofile=1024:1024"] } }\n`);
    expect(sandbox.engine).toEqual({ program: 'podman', arguments: [], runArguments: ['--ulimit', 'nofile=1024:1024'] });
    expect(await mistakes(`${real}sandbox: { engine: { program: runc, arguments: --root, runArguments: [""], tag: x } }\n`)).toEqual([
      '9:31 sandbox.engine.program workspace.value',
      '9:48 sandbox.engine.arguments workspace.type',
      '9:71 sandbox.engine.runArguments[0] workspace.value',
      '9:76 sandbox.engine.tag workspace.unknown-key',
    ]);
    expect(await mistakes(`${real}sandbox: { engine: {} }\n`)).toEqual(['9:12 sandbox.engine.program workspace.missing']);
  });

  it('takes no password, and no account by default', async () => {
    expect(await mistakes(real.replace('passwordSecret: DECOY_PASSWORD', 'password: hunter2'))).toContain(
      '5:116 hosts.decoy.ssh.password workspace.unknown-key',
    );
    expect(await mistakes(real.replace(/^aws.*\n/m, ''))).toEqual(['1:1 aws workspace.missing']);
  });

  it('is not there', async () => {
    await expect(loadWorkspace('/')).rejects.toMatchObject({ code: 'workspace.not-found', class: 'misuse', message: 'no workspace here' });
    await expect(loadWorkspace('/', 'other.yaml')).rejects.toMatchObject({ code: 'workspace.not-found', class: 'misuse' });
  });
});

describe('its world', () => {
  it('is real when all of it is', async () => {
    const workspace = await parse(real);
    const world = await resolveWorld(workspace, undefined, user);
    expect(usesSandbox(workspace)).toBe(false);
    expect(world.kind).toBe('real');
    expect(world.hosts.batch?.port).toBe(22);
    expect(world.hosts.batch?.identityFiles).toEqual(['/home/me/.ssh/id']);
    expect(world.hosts.partner?.identityFiles).toEqual(['/w/keys/partner']);
  });

  it('is the sandbox as soon as one part is', async () => {
    const workspace = await parse(real.replace(/decoy: .*/, 'decoy: { sandbox: decoy }'));
    expect(usesSandbox(workspace)).toBe(true);
    const world = await resolveWorld(workspace, sandbox, user);
    expect(world).toMatchObject({
      kind: 'sandbox',
      aws: { region: 'ap-northeast-1' },
      hosts: { decoy: { port: 4024 }, batch: { address: '10.0.3.17' } },
    });
  });

  it('never falls back to a real account', async () => {
    const workspace = await parse(real.replace('region: ap-northeast-1', 'sandbox: true'));
    await expect(resolveWorld(workspace, undefined, user)).rejects.toThrow(expect.objectContaining({ code: 'world.no-sandbox', class: 'fault' }));
    expect(await resolveWorld(workspace, sandbox, user)).toMatchObject({ kind: 'sandbox', aws: { endpoint: 'http://127.0.0.1:4566' } });
  });

  it('needs the sandbox only for a scenario that names a part of it', async () => {
    const bytes = readFileSync(join(import.meta.dirname, 'fixtures/scenario.yaml'));
    const scenario = await parseScenario(bytes, { file: 'scenario.yaml', folder: 'client-export', registries: fakeRegistries });
    const with_ = (change: (text: string) => string) => parse(change(real)).then((workspace) => usesSandbox(workspace, scenario));
    expect(await with_((text) => text)).toBe(false);
    expect(await with_((text) => text.replace(/^databases/m, '  spare: { sandbox: decoy }\ndatabases'))).toBe(false);
    expect(await with_((text) => text.replace(/decoy: .*/, 'decoy: { sandbox: decoy }'))).toBe(true);
    expect(await with_((text) => text.replace(/analytics: .*/, 'analytics: { sandbox: analytics }'))).toBe(true);
  });
});
