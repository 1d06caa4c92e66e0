import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateClusterCommand } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeConnections } from '../connections/connections.ts';
import { makeRegistries } from '../kinds.ts';
import type { Registries } from '../model/registries.ts';
import { type AwsStandIn, startAwsStandIn } from '../testing/aws-stand-in.ts';
import { testContext } from '../testing/context.ts';
import { type OpensshServer, startOpenssh } from '../testing/openssh-server.ts';
import { describeAsRoot } from '../testing/system-program.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

describeAsRoot(['sshd', 'sudo'], 'whether a step would be let, looked at without doing it', ({ sshd = '' }) => {
  const folder = temporaryFolder();
  const x = testContext();
  let server: OpensshServer;
  let aws: AwsStandIn;
  let steps: Registries['steps'];
  const request = {
    legacy: { runner: { kind: 'ssh', config: { host: 'batch', command: [join(folder, 'run.sh')] } }, schedule: { cron: '0 0 1 1 *', zone: 'UTC' } },
  };
  const permitted = async (kind: string, config: unknown) => (await steps[kind]?.permitted?.(config, request, x))?.status;

  beforeAll(async () => {
    chmodSync(folder, 0o755);
    server = await startOpenssh(sshd, join(folder, 'sshd'));
    aws = await startAwsStandIn();
    await aws.ecs.send(new CreateClusterCommand({ clusterName: 'batch' }));
    const connections = makeConnections({ kind: 'real', hosts: { batch: server.address }, databases: {}, aws: {} }, x);
    steps = makeRegistries(new Proxy(connections, { get: (of, name) => (name === 'aws' ? () => aws : Reflect.get(of, name)) })).steps;
    for (const [name, mode] of [
      ['run.sh', 0o755],
      ['plain.txt', 0o644],
      ['mine.sh', 0o700],
    ] as const) {
      // Whatever would run it leaves a trace.
      writeFileSync(join(folder, name), `#!/bin/sh\ntouch ${folder}/ran\n`);
      chmodSync(join(folder, name), mode);
    }
  });
  afterAll(async () => {
    await server.stop();
    await aws.close();
  });

  it.each([
    ['a script that may be run', 'ssh', { command: ['run.sh'] }, 'allowed'],
    ['a program of PATH', 'ssh', { command: ['true'] }, 'allowed'],
    ['one that is not there', 'ssh', { command: ['gone.sh'] }, 'denied'],
    ['one that is not executable', 'ssh', { command: ['plain.txt'] }, 'denied'],
    ['as another user', 'ssh', { command: ['run.sh'], user: 'nobody' }, 'allowed'],
    ['as another user, who may not', 'ssh', { command: ['mine.sh'], user: 'nobody' }, 'denied'],
    ['as a user that there is not', 'ssh', { command: ['run.sh'], user: 'no-such-user' }, 'denied'],
  ] as const)('ssh: %s', async (_, kind, { command, ...rest }, status) => {
    const words = command.map((word) => (word.includes('.') ? join(folder, word) : word));
    expect(await permitted(kind, { host: 'batch', command: words, ...rest })).toBe(status);
  });

  it('of the legacy batch, of this machine, of a person', async () => {
    expect(await permitted('rerun', 'legacy')).toBe('allowed');
    const local = (program: string) => permitted('local', { command: [program], folder: '.', path: '/usr/bin:/bin' });
    expect([await local('sh'), await local(join(folder, 'plain.txt')), await local('no-such-program')]).toEqual(['allowed', 'denied', 'denied']);
    expect(await permitted('manual', 'call the partner')).toBe('allowed');
  });

  it('of a crontab in a file, which must be writable with its folder', async () => {
    mkdirSync(join(folder, 'cron.d'));
    writeFileSync(join(folder, 'cron.d/batch'), '');
    const cron = (file: string) => permitted('cron', { host: 'batch', file, contains: 'x', state: 'on' });
    expect([await cron(join(folder, 'cron.d/batch')), await cron(join(folder, 'cron.d/none'))]).toEqual(['allowed', 'denied']);
  });

  it('of AWS: stopping tasks shows by one that there is not; what only doing would show is never taken for allowed', async () => {
    expect(await permitted('ecs', { stop: { cluster: 'batch', family: 'export' } })).toBe('allowed');
    expect(await permitted('ecs', { stop: { cluster: 'elsewhere', family: 'export' } })).toBe('unknown');
    expect(await permitted('ecs', { run: {} })).toBe('unknown');
    await expect(permitted('scheduler', { name: 'none', group: 'default', state: 'disabled' })).rejects.toMatchObject({ code: 'scheduler.none' });
  });

  it('has done nothing of it', async () => expect(existsSync(join(folder, 'ran'))).toBe(false));
});
