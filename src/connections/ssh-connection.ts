import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Client, type ClientChannel, type ConnectConfig, type SFTPWrapper } from 'ssh2';
import type { Context } from '../model/context.ts';
import { TwinrunError } from '../model/error.ts';
import type { HostAddress } from '../model/world.ts';

const CONNECT_TIMEOUT_MS = 20_000;
const KEEPALIVE_MS = 10_000;

/** One authenticated SSH connection to a host whose key was pinned. */
export interface SshConnection {
  readonly host: string;
  /** False once the connection is lost. */
  readonly alive: boolean;
  /** Starts a command; the text is for the remote shell, so quote what goes in. */
  exec(command: string): Promise<ClientChannel>;
  sftp(): Promise<SFTPWrapper>;
  close(): void;
}

/** Fingerprint as OpenSSH prints it: `SHA256:` and base64 without padding. */
function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/**
 * Connects, verifies the pinned host key, authenticates.
 * Throws `ssh.host-key-mismatch`, `ssh.auth-refused`, `ssh.unreachable`.
 */
export async function connectSsh(host: string, address: HostAddress, x: Pick<Context, 'signal' | 'secrets' | 'log'>): Promise<SshConnection> {
  const client = new Client();
  let received: string | undefined;
  const config: ConnectConfig = {
    host: address.address,
    port: address.port,
    username: address.user,
    readyTimeout: CONNECT_TIMEOUT_MS,
    keepaliveInterval: KEEPALIVE_MS,
    keepaliveCountMax: 3,
    hostVerifier: (key: Buffer) => {
      received = fingerprint(key);
      return received === address.hostKey;
    },
    ...(address.identityFile === undefined ? {} : { privateKey: await readIdentity(host, address.identityFile) }),
    ...(address.passwordSecret === undefined ? {} : { password: x.secrets.get(address.passwordSecret) }),
  };
  try {
    x.signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const abort = () => reject(x.signal.reason);
      x.signal.addEventListener('abort', abort, { once: true });
      client
        .once('ready', () => {
          x.signal.removeEventListener('abort', abort);
          resolve();
        })
        .once('error', reject)
        .connect(config);
    });
  } catch (cause) {
    client.on('error', () => {});
    client.destroy();
    throw connectError(host, address, received, cause);
  }
  // Without this, SFTP reads wait for delayed acknowledgements: 1-3 MB/s instead of 170.
  client.setNoDelay(true);
  let alive = true;
  client.on('close', () => {
    alive = false;
  });
  client.on('error', (error) => x.log.warn({ host, error: error.message }, 'ssh connection failed'));
  return {
    host,
    get alive() {
      return alive;
    },
    exec: (command) =>
      new Promise((resolve, reject) => {
        const lost = () => reject(lostError(host));
        client.once('close', lost);
        client.exec(command, (error, channel) => {
          client.off('close', lost);
          if (error) reject(error);
          else resolve(channel);
        });
      }),
    sftp: () =>
      new Promise((resolve, reject) => {
        client.sftp((error, sftp) => {
          if (error) reject(error);
          else resolve(sftp);
        });
      }),
    close: () => client.end(),
  };
}

function lostError(host: string): TwinrunError {
  return new TwinrunError({
    code: 'ssh.lost',
    message: `the connection to ${host} was lost`,
    fix: 'Look at the network and at sshd on the host, then run again.',
  });
}

async function readIdentity(host: string, file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new TwinrunError({
      code: 'ssh.identity-unreadable',
      class: 'misuse',
      message: `the private key for host ${host} cannot be read`,
      at: { file },
      fix: `Correct identityFile of host ${host} in twinrun.yaml, or make the file readable.`,
      cause,
    });
  }
}

function connectError(host: string, address: HostAddress, received: string | undefined, cause: unknown): TwinrunError {
  const place = `${address.user}@${address.address}:${address.port}`;
  if (received !== undefined && received !== address.hostKey) {
    return new TwinrunError({
      code: 'ssh.host-key-mismatch',
      message: `host ${host} (${place}) shows another host key than the pinned one: nothing was sent`,
      expected: address.hostKey,
      received,
      fix: `If the host was rebuilt, confirm the new key with its owner (ssh-keygen -lf on the host), then pin it as hostKey of ${host} in twinrun.yaml.`,
      cause,
    });
  }
  const level = (cause as { level?: string } | undefined)?.level;
  if (level === 'client-authentication') {
    return new TwinrunError({
      code: 'ssh.auth-refused',
      message: `host ${host} refused to log in ${place}`,
      expected: address.identityFile === undefined ? 'the password is accepted' : `the key ${address.identityFile} is accepted`,
      fix: `Check user, identityFile or passwordSecret of ${host} in twinrun.yaml, and authorized_keys on the host.`,
      cause,
    });
  }
  return new TwinrunError({
    code: 'ssh.unreachable',
    message: `host ${host} (${place}) cannot be reached: ${cause instanceof Error ? cause.message : String(cause)}`,
    fix: `Check address and port of ${host} in twinrun.yaml, and that sshd listens there.`,
    cause,
  });
}
