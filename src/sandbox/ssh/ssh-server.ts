import { mkdirSync, realpathSync } from 'node:fs';
import { type AddressInfo, createServer, type Server as NetServer, type Socket } from 'node:net';
import { isAbsolute, join } from 'node:path';
import ssh2, { type Connection } from 'ssh2';
import type { Log } from '../../model/context.ts';
import { TwinrunError } from '../../model/error.ts';
import { silentLog } from '../../runtime/log.ts';
import { makeAccounts, makeAuthenticator } from './authentication.ts';
import { type ClientSessions, serveSessions } from './client-sessions.ts';
import { fingerprintOf, parseKey, publicKeyLine } from './key-pair.ts';
import type { SshUser } from './ssh-user.ts';

export interface SshServerOptions {
  /** Private key in OpenSSH or PEM format, unencrypted. */
  readonly hostKey: string;
  readonly users: readonly SshUser[];
  readonly log?: Log;
}

/** A running SSH server on 127.0.0.1. */
export interface SshServer {
  readonly port: number;
  /** `SHA256:…`, as OpenSSH prints it. */
  readonly fingerprint: string;
  /** `ssh-ed25519 AAAA…`: what stands in known_hosts after the host. */
  readonly publicKey: string;
  /** Ends all connections and all that they started. Throws `process.group-left` when a process stays. */
  close(): Promise<void>;
}

/**
 * Starts an SSH and SFTP server on a free loopback port: the sandbox's batch host, partner and decoy.
 * Throws `sandbox.key-invalid` and `sandbox.user-root` for wrong options.
 */
export async function startSshServer(options: SshServerOptions): Promise<SshServer> {
  const log = options.log ?? silentLog;
  const hostKey = parseKey(options.hostKey, 'host key');
  const accounts = makeAccounts(options.users.map(withRealRoot));
  const server = new ssh2.Server({ hostKeys: [options.hostKey], ident: 'twinrun-sandbox' });
  const sockets = new Set<Socket>();
  const sessions = new Set<ClientSessions>();

  server.on('connection', (client) => {
    client.on('error', (error) => log.debug({ error: error.message }, 'ssh connection'));
    // A client asks more than once (first whether a key would do): who it is, is settled when ssh2 says ready.
    let admitted: SshUser | undefined;
    const admit = (user: SshUser): void => {
      admitted = user;
    };
    client.on(
      'authentication',
      makeAuthenticator(accounts, admit, () => client.end()),
    );
    client.once('ready', () => admitted !== undefined && serve(client, admitted));
  });
  const serve = (client: Connection, user: SshUser): void => {
    const served = serveSessions(client, user, log);
    sessions.add(served);
    client.once('close', () => {
      served.end().then(
        () => sessions.delete(served),
        (error: unknown) => log.warn({ user: user.name, error: String(error) }, 'a command does not end'),
      );
    });
  };
  // The sockets are taken here, not by ssh2, which offers no way to end them.
  const listener = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    server.injectSocket(socket);
  });
  return {
    port: await listen(listener),
    fingerprint: fingerprintOf(hostKey),
    publicKey: publicKeyLine(hostKey),
    close: async () => {
      const closed = new Promise((resolve) => listener.close(resolve));
      for (const socket of sockets) socket.destroy();
      await Promise.all([closed, ...[...sessions].map((served) => served.end())]);
    },
  };
}

/** ssh2 never sees the listener's address; port 0 gives a free one. */
function listen(listener: NetServer): Promise<number> {
  return new Promise((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(0, '127.0.0.1', () => resolve((listener.address() as AddressInfo).port));
  });
}

/** Paths are compared after resolving links, so the root must be resolved too. */
function withRealRoot(user: SshUser): SshUser {
  if (!isAbsolute(user.root)) throw rootError(user, 'an absolute path');
  try {
    mkdirSync(join(user.root, user.home), { recursive: true, mode: 0o700 });
    return { ...user, root: realpathSync(user.root) };
  } catch (cause) {
    throw rootError(user, 'a folder that can be made and read', cause);
  }
}

function rootError(user: SshUser, expected: string, cause?: unknown): TwinrunError {
  return new TwinrunError({
    code: 'sandbox.user-root',
    class: 'misuse',
    message: `the root of the sandbox user ${user.name} cannot be used`,
    expected,
    received: user.root,
    fix: 'Give each sandbox user a folder of its own, by absolute path.',
    cause,
  });
}
