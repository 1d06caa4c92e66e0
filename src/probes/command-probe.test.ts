import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connections, makeConnections } from '../connections/connections.ts';
import { testContext } from '../testing/context.ts';
import { startOpenssh } from '../testing/openssh-server.ts';
import { lives } from '../testing/processes.ts';
import { describeWithPrograms } from '../testing/system-program.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { commandProbe } from './command-probe.ts';

const folder = temporaryFolder();
let connections: Connections = makeConnections({ kind: 'real', hosts: {}, databases: {}, aws: {} }, testContext());

function suite(host: string | undefined): void {
  const read = (script: string, timeout = 10_000, x = testContext()) =>
    commandProbe(connections).read({ command: ['sh', '-c', script], ...(host === undefined ? {} : { host }), timeout }, x);

  it('gives what the command prints', async () => {
    expect(await read('printf "12 rows\\n"; echo noise >&2')).toBe('12 rows');
    expect(await read('printf "%s" "$0 it\'s"')).toContain("it's");
  });

  it('gives no figure where it fails', async () => {
    await expect(read('echo 12; echo broken >&2; exit 3')).rejects.toMatchObject({ code: 'probe.failed', received: 'broken' });
    await expect(read('kill -9 $$')).rejects.toMatchObject({ code: 'probe.failed' });
  });

  it('takes no silence for a figure: it would never move', async () => {
    await expect(read('true')).rejects.toMatchObject({ code: 'probe.empty' });
  });

  it('hangs no longer than it may, and leaves nothing running', async () => {
    const file = join(folder, `pid-${host ?? 'here'}`);
    await expect(read(`echo $$ > ${file}; sleep 60`, 700)).rejects.toMatchObject({ code: 'probe.timed-out' });
    expect(lives(Number(readFileSync(file, 'utf8')))).toBe(false);
  });

  it('is ended on cancel', async () => {
    const x = testContext();
    setTimeout(() => x.abort(), 300);
    await expect(read('sleep 60', 30_000, x)).rejects.toThrow('cancelled by the test');
  });

  it('is a figure: a flood is refused', async () => {
    await expect(read('yes', 20_000)).rejects.toMatchObject({ code: 'probe.too-large' });
  });
}

describe('the command probe on this machine', () => {
  suite(undefined);
  it('says that there is no such program', async () => {
    await expect(commandProbe(connections).read({ command: ['no-such-program'], timeout: 5_000 }, testContext())).rejects.toThrow('ENOENT');
  });
});

describeWithPrograms(['sshd', 'ssh-keygen'], 'the command probe on a host', ({ sshd = '' }) => {
  let server: Awaited<ReturnType<typeof startOpenssh>>;
  beforeAll(async () => {
    server = await startOpenssh(sshd, join(folder, 'sshd'));
    connections = makeConnections({ kind: 'real', hosts: { batch: server.address }, databases: {}, aws: {} }, testContext());
  });
  afterAll(async () => {
    await connections.close();
    await server.stop();
  });
  suite('batch');
});
