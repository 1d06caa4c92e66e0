import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2, { type Client, type ConnectConfig, type SFTPWrapper } from 'ssh2';
import { generateKeyPair } from '../sandbox/ssh/key-pair.ts';
import { type SshServer, startSshServer } from '../sandbox/ssh/ssh-server.ts';

/** A real SSH server for tests: user `export` runs commands, user `partner` has SFTP only. */
export interface SshHost {
  readonly server: SshServer;
  /** Temporary folder of this host; the users' roots are `host` and `partner` in it. */
  readonly folder: string;
  readonly identityFile: string;
  readonly knownHosts: string;
  readonly password: string;
  readonly privateKey: string;
  /** Options that keep OpenSSH's clients away from the machine's own configuration. */
  readonly clientOptions: readonly string[];
  stop(): Promise<void>;
}

export async function startSshHost(): Promise<SshHost> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'twinrun-ssh-')));
  const key = generateKeyPair();
  const password = 'correct horse';
  const shared = { password, publicKey: key.publicKey };
  const server = await startSshServer({
    hostKey: generateKeyPair().privateKey,
    users: [
      { ...shared, name: 'export', root: join(folder, 'host'), home: '/home/export', exec: { environment: { PATH: '/usr/bin:/bin', BATCH: 'yes' } } },
      { ...shared, name: 'partner', root: join(folder, 'partner'), home: '/incoming' },
    ],
  });
  const identityFile = join(folder, 'id');
  const knownHosts = join(folder, 'known_hosts');
  writeFileSync(identityFile, key.privateKey, { mode: 0o600 });
  writeFileSync(knownHosts, `[127.0.0.1]:${server.port} ${server.publicKey}\n`);
  const options = [
    `UserKnownHostsFile=${knownHosts}`,
    'GlobalKnownHostsFile=/dev/null',
    'StrictHostKeyChecking=yes',
    'BatchMode=yes',
    'IdentitiesOnly=yes',
  ];
  return {
    server,
    folder,
    identityFile,
    knownHosts,
    password,
    privateKey: key.privateKey,
    clientOptions: ['-F', '/dev/null', ...options.flatMap((option) => ['-o', option])],
    stop: async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A client of ssh2 that is logged in; rejects when it is refused. */
export function connectClient(host: SshHost, given: Partial<ConnectConfig> = {}): Promise<Client> {
  const client = new ssh2.Client();
  return new Promise((resolve, reject) => {
    client.once('ready', () => resolve(client));
    client.once('error', reject);
    client.connect({ host: '127.0.0.1', port: host.server.port, username: 'export', password: host.password, ...given });
    client.setNoDelay(true);
  });
}

export function openSftp(client: Client): Promise<SFTPWrapper> {
  return new Promise((resolve, reject) => client.sftp((error, sftp) => (error === undefined ? resolve(sftp) : reject(error))));
}
