import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { HostAddress } from '../model/world.ts';
import { freePort, listening } from './loopback-port.ts';

export interface OpensshServer {
  readonly address: HostAddress;
  stop(): Promise<void>;
}

/** A real sshd on a free loopback port, for the user that runs the tests, with keys of its own. `options`: further lines of its configuration. */
export async function startOpenssh(sshd: string, folder: string, options: readonly string[] = []): Promise<OpensshServer> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const key = (name: string) => {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)]);
    return join(folder, name);
  };
  const hostKey = key('host_key');
  const identityFile = key('identity');
  const authorized = join(folder, 'authorized_keys');
  writeFileSync(authorized, readFileSync(`${identityFile}.pub`), { mode: 0o600 });
  // sshd wants it for its unprivileged part when it runs as root.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const port = await freePort();
  const config = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${hostKey}`,
    `AuthorizedKeysFile ${authorized}`,
    'StrictModes no',
    'PermitRootLogin prohibit-password',
    'PasswordAuthentication no',
    'UsePAM no',
    `PidFile ${join(folder, 'sshd.pid')}`,
    'Subsystem sftp internal-sftp',
    // A clean home: what the login shell of the person who runs the tests reads is not under test.
    `SetEnv HOME=${folder}`,
    ...options,
  ];
  writeFileSync(join(folder, 'sshd_config'), `${config.join('\n')}\n`);
  const server = spawn(sshd, ['-D', '-e', '-f', join(folder, 'sshd_config')], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  await listening(port, () => `sshd does not listen on ${port}`);
  const fingerprint = execFileSync('ssh-keygen', ['-l', '-f', `${hostKey}.pub`], { encoding: 'utf8' }).split(' ')[1] ?? '';
  return {
    address: { address: '127.0.0.1', port, user: userInfo().username, hostKey: fingerprint, identityFiles: [identityFile] },
    async stop() {
      server.kill('SIGTERM');
      await ended;
    },
  };
}
