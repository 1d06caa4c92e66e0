import type { Duplex } from 'node:stream';
import { Client, type ClientChannel, type ConnectConfig, type SFTPWrapper } from 'ssh2';
import type { Context } from '../../model/context.ts';
import { TwinrunError } from '../../model/error.ts';
import type { HostAddress } from '../../model/world.ts';
import { connectError, noSftp } from './connect-error.ts';
import { LendingSocket } from './lending-socket.ts';
import { forAnyShell } from './login-shell.ts';
import { loginsOf } from './logins.ts';
import { takeAtOnce } from './take-at-once.ts';
import { trustedKeys } from './trusted-keys.ts';
import { commandTunnel, jumpTunnel, type Tunnel } from './tunnel.ts';

const CONNECT_TIMEOUT_SECONDS = 20;
const KEEPALIVE_SECONDS = 10;
const RETRY_PAUSES_MS = [300, 1_500];

/** One authenticated SSH connection to a host whose key was pinned. */
export interface SshConnection {
  readonly host: string;
  /** What the server says it is: `OpenSSH_9.2p1`. */
  readonly software: string;
  /** False once the connection is lost. */
  readonly alive: boolean;
  /** Starts a command; the text is for `sh` (POSIX), whatever the login shell is, so quote what goes in. What the login shell greets with on stdout comes first. */
  exec(command: string): Promise<ClientChannel>;
  sftp(): Promise<SFTPWrapper>;
  /** A channel of SFTP as it is, for whoever speaks its protocol. `take` gets its bytes, which are valid during the call only, and must not throw. */
  sftpChannel(take: (data: Buffer) => void): Promise<Duplex>;
  /** A way through this host to another one; closing it closes this connection. */
  forward(name: string, to: HostAddress): Promise<Tunnel>;
  close(): void;
}

type Outside = Pick<Context, 'signal' | 'secrets' | 'log' | 'clock'>;

/**
 * Connects (through its jump hosts or its proxy command), verifies the host key, logs in. A host that cannot be reached is tried again a few times:
 * nothing was asked of it yet. Throws `ssh.host-key-mismatch`, `ssh.host-key-unknown`, `ssh.host-key-revoked`, `ssh.auth-refused`, `ssh.unreachable`,
 * `ssh.jump-refused`, and what `loginsOf` throws.
 */
export async function connectSsh(host: string, address: HostAddress, x: Outside): Promise<SshConnection> {
  for (const pause of [...RETRY_PAUSES_MS, undefined]) {
    try {
      return await connectOnce(host, address, x);
    } catch (thrown) {
      if (pause === undefined || !(thrown instanceof TwinrunError) || thrown.code !== 'ssh.unreachable') throw thrown;
      x.log.info({ host, error: thrown.message }, 'ssh: trying again');
      await x.clock.sleep(pause, x.signal);
    }
  }
  throw lostError(host);
}

async function connectOnce(host: string, address: HostAddress, x: Outside): Promise<SshConnection> {
  x.signal.throwIfAborted();
  const keys = trustedKeys(address);
  const logins = await loginsOf(host, address, x.secrets);
  const tunnel = await openTunnel(host, address, x);
  const lending = tunnel === undefined ? new LendingSocket(address) : undefined;
  const client = new Client();
  // It may tell more than one; whoever waits hears the first.
  client.on('error', () => {});
  let received: Buffer | undefined;
  const config: ConnectConfig = {
    host: address.address,
    port: address.port,
    username: address.user,
    readyTimeout: (address.connectTimeoutSeconds ?? CONNECT_TIMEOUT_SECONDS) * 1000,
    keepaliveInterval: (address.keepaliveSeconds ?? KEEPALIVE_SECONDS) * 1000,
    keepaliveCountMax: 3,
    hostVerifier: (key: Buffer) => {
      received = key;
      return keys.judge(key) === 'trusted';
    },
    authHandler: logins.methods,
    algorithms: { serverHostKey: keys.algorithms },
    ...(lending === undefined ? {} : { sock: lending.socket }),
    ...(tunnel === undefined ? {} : { sock: tunnel.stream }),
  };
  try {
    await ready(client, config, x.signal);
  } catch (cause) {
    client.destroy();
    const said = (await tunnel?.said()) ?? '';
    tunnel?.close();
    throw connectError(host, address, { keys, received, tried: logins.tried, said }, cause);
  }
  lending?.begin(client);
  return established(host, client, { tunnel, lending }, x);
}

async function ready(client: Client, config: ConnectConfig, signal: AbortSignal): Promise<void> {
  let abort = () => {};
  await new Promise<void>((resolve, reject) => {
    abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    client
      .once('ready', () => resolve())
      .once('error', reject)
      .once('close', () => reject(new Error('the connection was closed')))
      .connect(config);
  }).finally(() => signal.removeEventListener('abort', abort));
}

/** The chain of jump hosts, each with a host key and a login of its own; or a command. */
async function openTunnel(host: string, address: HostAddress, x: Outside): Promise<Tunnel | undefined> {
  const { jump = [], proxyCommand } = address;
  if (proxyCommand !== undefined) return commandTunnel(host, proxyCommand, address);
  const last = jump.at(-1);
  if (last === undefined) return undefined;
  const rest = jump.slice(0, -1);
  const before = await connectOnce(`${host} (jump host ${last.address})`, rest.length > 0 ? { ...last, jump: rest } : last, x);
  return await before.forward(host, address);
}

interface Way {
  readonly tunnel: Tunnel | undefined;
  readonly lending: LendingSocket | undefined;
}

function established(host: string, client: Client, { tunnel, lending }: Way, x: Outside): SshConnection {
  let alive = true;
  client.on('close', () => {
    alive = false;
    tunnel?.close();
  });
  client.on('error', (error) => x.log.warn({ host, error: error.message }, 'ssh connection failed'));
  return {
    host,
    // It is told in no other way.
    software: (client as { _remoteVer?: string })._remoteVer ?? '',
    get alive() {
      return alive;
    },
    exec: (command) =>
      new Promise((resolve, reject) => {
        const lost = () => reject(lostError(host));
        client.once('close', lost);
        client.exec(forAnyShell(command), (error, channel) => {
          client.off('close', lost);
          if (error) reject(error);
          else resolve(channel);
        });
      }),
    sftp: () =>
      promised<SFTPWrapper>((done) => client.sftp(done)).catch((cause: unknown) => {
        throw alive ? noSftp(host, cause) : lostError(host);
      }),
    sftpChannel: (take) =>
      promised((done) =>
        client.subsys('sftp', (error, channel) => {
          if (error == null) takeAtOnce(channel, take, lending);
          done(error, channel);
        }),
      ),
    forward: (name, address) => jumpTunnel(name, client, address, () => client.end()),
    close: () => client.end(),
  };
}

function promised<T>(start: (done: (error: Error | null | undefined, value: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => start((error, value) => (error == null ? resolve(value) : reject(error))));
}

function lostError(host: string): TwinrunError {
  return new TwinrunError({
    code: 'ssh.lost',
    message: `the connection to ${host} was lost`,
    fix: 'Look at the network and at sshd on the host, then run again.',
  });
}
