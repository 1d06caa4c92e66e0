import { type ChildProcess, spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { TwinrunError } from '../../model/error.ts';
import type { HostAddress } from '../../model/world.ts';
import { systemClock } from '../../runtime/clock.ts';
import { endGroup } from '../../runtime/process-group.ts';

/** A way to a host that is not a TCP connection of our own. */
export interface Tunnel {
  readonly stream: Duplex;
  /** What its program said on stderr before it ended, for errors. */
  readonly said: () => Promise<string>;
  close(): void;
}

const SAID_BYTES = 4096;
const GRACE_MS = 2_000;
const LAST_WORDS_MS = 500;

/**
 * Through a program that speaks to the host on its stdin and stdout (ProxyCommand of ssh_config(5)): this is how SSM Session Manager reaches hosts without an
 * open port. The command is the user's own shell text, as for ssh; `%h %p %r %n %%` are replaced. Throws `ssh.proxy-command`.
 */
export function commandTunnel(host: string, command: string, { address, port, user }: HostAddress): Tunnel {
  const text = expandTokens(host, command, { h: address, p: String(port), r: user, n: host, '%': '%' });
  const child = spawn('/bin/sh', ['-c', `exec ${text}`], { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  let said = '';
  child.stderr.on('data', (data: Buffer) => {
    said = (said + data.toString('utf8')).slice(-SAID_BYTES);
  });
  child.stdin.on('error', () => {});
  const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
  child.once('error', (error) => stream.destroy(error));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    stream,
    // Its last words may come after the stream has ended.
    said: async () => {
      await Promise.race([ended, systemClock.sleep(LAST_WORDS_MS)]);
      return said.trim();
    },
    close: () => endChild(child, stream),
  };
}

/** As ssh does since OpenSSH 9.6, values that a shell would read as more than a word are refused. */
function expandTokens(host: string, command: string, values: Readonly<Record<string, string>>): string {
  return command.replace(/%(.?)/g, (token, letter: string) => {
    const value = Object.hasOwn(values, letter) ? values[letter] : undefined;
    if (value !== undefined && /^[^\s'"`$\\;&<>|(){}*?[\]!#~-][^\s'"`$\\;&<>|(){}*?!#]*$/.test(value)) return value;
    throw new TwinrunError({
      code: 'ssh.proxy-command',
      class: 'misuse',
      message: `the proxy command of host ${host} cannot be used`,
      expected: 'the tokens %h %p %r %n %%, and values of plain words for them',
      received: value === undefined ? token : `${token}: ${value}`,
      fix: `Correct proxyCommand, address and user of ${host} in twinrun.yaml (or ssh_config).`,
    });
  });
}

function endChild(child: ChildProcess, stream: Duplex): void {
  stream.on('error', () => {});
  stream.destroy();
  if (child.pid !== undefined) void endGroup(child.pid, GRACE_MS).catch(() => {});
}

/** Through another host that we are logged in to (ProxyJump). Throws `ssh.jump-refused`. */
export async function jumpTunnel(host: string, client: Client, { address, port }: HostAddress, close: () => void): Promise<Tunnel> {
  return await new Promise((resolve, reject) => {
    client.forwardOut('127.0.0.1', 0, address, port, (error, stream) => {
      if (error === undefined) return resolve({ stream, said: () => Promise.resolve(''), close });
      close();
      reject(jumpRefused(host, `${address}:${port}`, error));
    });
  });
}

function jumpRefused(host: string, place: string, cause: Error): TwinrunError {
  return new TwinrunError({
    code: 'ssh.jump-refused',
    message: `the jump host does not reach host ${host} (${place}): ${cause.message}`,
    fix: 'Check address and port as the jump host sees them, and that its sshd allows forwarding (AllowTcpForwarding).',
    cause,
  });
}
