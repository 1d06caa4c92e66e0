import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { HostAddress } from '../../model/world.ts';
import { testContext } from '../../testing/context.ts';
import { describeWithPrograms } from '../../testing/system-program.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { connectSsh } from './ssh-connection.ts';

/** A host with keys of two types that logs in by one question, as sshd does with PAM and `PasswordAuthentication no`. */
describeWithPrograms(['ssh-keygen'], 'a host with several keys that asks for the password', (programs) => {
  const folder = temporaryFolder();
  const x = testContext({ GOOD: 'open sesame', BAD: 'close sesame' });
  const makeKey = (type: string) => {
    const path = join(folder, type);
    execFileSync(programs['ssh-keygen'] ?? '', ['-q', '-t', type, '-m', 'PEM', '-N', '', '-f', path]);
    return { secret: readFileSync(path), open: readFileSync(`${path}.pub`, 'utf8').split(' ').slice(0, 2).join(' ') };
  };
  const ed25519 = makeKey('ed25519');
  const rsa = makeKey('rsa');
  const other = makeKey('ecdsa');
  const asked: string[] = [];
  const server = new ssh2.Server({ hostKeys: [ed25519.secret, rsa.secret] }, (client) => {
    client.on('error', () => {});
    client.on('authentication', (login) => {
      asked.push(login.method);
      if (login.method !== 'keyboard-interactive') return login.reject(['keyboard-interactive']);
      login.prompt([{ prompt: 'Password: ', echo: false }], (answers) => (answers[0] === 'open sesame' ? login.accept() : login.reject()));
    });
  });
  let address: HostAddress;

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    address = { address: '127.0.0.1', port: (server.address() as AddressInfo).port, user: 'me', passwordSecret: 'GOOD' };
  });
  afterAll(() => {
    server.close();
  });

  function known(...entries: readonly string[]): readonly string[] {
    const file = join(folder, 'known_hosts');
    writeFileSync(file, entries.map((entry) => entry.replace('HOST', `[127.0.0.1]:${address.port}`)).join('\n'));
    return [file];
  }

  it.each([rsa, ed25519])('shows the key that is known of several, and takes the password as the answer', async ({ open }) => {
    (await connectSsh('batch', { ...address, knownHosts: known(`HOST ${open}`, `HOST ssh-dss AAAA`) }, x)).close();
    expect(asked).toContain('keyboard-interactive');
  });

  it('says that the key is another one where none of the known type is there, without trying again', async () => {
    await expect(connectSsh('batch', { ...address, knownHosts: known(`HOST ${other.open}`) }, x)).rejects.toMatchObject({
      code: 'ssh.host-key-mismatch',
      fix: { text: expect.stringContaining('ssh-ed25519') },
    });
  });

  it('says that certificates of hosts are not followed', async () => {
    await expect(connectSsh('batch', { ...address, knownHosts: known(`@cert-authority HOST ${rsa.open}`) }, x)).rejects.toMatchObject({
      code: 'ssh.host-key-unknown',
      expected: expect.stringContaining('certificate'),
    });
  });

  it('is refused by a wrong password, of which nothing is told', async () => {
    const refused = await connectSsh('batch', { ...address, passwordSecret: 'BAD', knownHosts: known(`HOST ${rsa.open}`) }, x).catch(
      (error: Error) => error,
    );
    expect(refused).toMatchObject({ code: 'ssh.auth-refused', expected: expect.stringContaining('BAD') });
    expect(JSON.stringify(refused)).not.toContain('sesame');
  });

  it.each([
    [{ proxyCommand: 'nc %h %C' }, '%C'],
    [{ proxyCommand: 'nc %h', address: 'a;touch /tmp/x' }, '%h: a;touch /tmp/x'],
    [{ proxyCommand: 'nc %h', address: '-oProxyCommand=x' }, '%h: -oProxyCommand=x'],
  ])('starts no proxy command with what it cannot hold: %j', async (change, received) => {
    await expect(connectSsh('batch', { ...address, ...change, hostKey: 'SHA256:x' }, x)).rejects.toMatchObject({
      code: 'ssh.proxy-command',
      received,
    });
  });
});
