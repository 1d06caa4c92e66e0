import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { TwinrunError } from '../../model/error.ts';
import type { HostAddress } from '../../model/world.ts';
import { readSshConfig, type SshConfigHost } from './read-ssh-config.ts';
import type { SshHost } from './ssh-host-schema.ts';

/** What of the machine decides where a host is. */
export interface Machine {
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

interface Surroundings extends Machine {
  readonly file: string;
  readonly folder: string;
  readonly hosts: Readonly<Record<string, unknown>>;
  /** Another host of twinrun.yaml, by its name. */
  readonly hostOf: (name: string) => Promise<HostAddress | undefined>;
}

/**
 * A host of twinrun.yaml with its address: what is written there, then what ssh_config says. Throws `world.no-agent`, `world.jump-unknown`, and what reading
 * ssh_config throws.
 */
export async function resolveHost(name: string, host: SshHost, around: Surroundings): Promise<HostAddress> {
  const user = userInfo().username;
  const pathOf = (path: string) => (path.startsWith('~/') ? join(around.home, path.slice(2)) : resolve(around.folder, path));
  const file = host.configFile === undefined ? join(around.home, '.ssh', 'config') : pathOf(host.configFile);
  const config = host.config === undefined ? undefined : await readSshConfig(host.config, file, around.home, user);
  const jump =
    host.proxyJump === undefined ? await jumpsOf(config, file, around, user, [host.config ?? '']) : await namedJumps(name, host.proxyJump, around);
  const agent = agentOf(name, host, config, around);
  const proxyCommand = host.proxyCommand ?? (host.proxyJump === undefined ? config?.proxyCommand : undefined);
  const knownHosts = host.knownHosts === undefined ? (config?.knownHosts ?? [join(around.home, '.ssh', 'known_hosts')]) : [pathOf(host.knownHosts)];
  const identities = host.identityFile === undefined ? config?.identityFiles : [pathOf(host.identityFile)];
  return {
    address: host.address ?? config?.address ?? '',
    port: host.port ?? config?.port ?? 22,
    user: host.user ?? config?.user ?? user,
    ...(host.hostKey === undefined ? { knownHosts } : { hostKey: host.hostKey }),
    ...given('hostKeyAlias', config?.hostKeyAlias),
    ...given('identityFiles', identities),
    ...(host.identityFile === undefined && identities !== undefined ? { identitiesOptional: true } : {}),
    ...(config?.identitiesOnly === true ? { identitiesOnly: true } : {}),
    ...given('passphraseSecret', host.passphraseSecret),
    ...given('passwordSecret', host.passwordSecret),
    ...given('agent', agent),
    ...(jump.length === 0 ? {} : { jump }),
    ...given('proxyCommand', proxyCommand),
    ...given('keepaliveSeconds', config?.keepaliveSeconds),
    ...given('connectTimeoutSeconds', config?.connectTimeoutSeconds),
  };
}

function given<K extends string, V>(name: K, value: V | undefined): { readonly [name in K]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [name in K]?: V });
}

/** With `agent: true` it must run; with ssh_config it is used where it does. */
function agentOf(name: string, host: SshHost, config: SshConfigHost | undefined, { environment }: Machine): string | undefined {
  const running = environment.SSH_AUTH_SOCK;
  if (host.agent === true && (running === undefined || running === '')) throw noAgent(name);
  if (host.agent === true) return running;
  if (config === undefined || host.identityFile !== undefined || config.identityAgent === 'none') return undefined;
  const named = config.identityAgent ?? 'SSH_AUTH_SOCK';
  if (named === 'SSH_AUTH_SOCK') return running;
  return named.startsWith('$') ? environment[named.slice(1)] : named;
}

async function namedJumps(name: string, jumps: readonly string[], around: Surroundings): Promise<readonly HostAddress[]> {
  return await Promise.all(
    jumps.map(async (jump) => {
      const found = jump === name || !Object.hasOwn(around.hosts, jump) ? undefined : await around.hostOf(jump);
      if (found === undefined) throw unknownJump(name, jump, around);
      return found;
    }),
  );
}

/** Words of ProxyJump: `user@host:port`, where the host is one of ssh_config, too. */
async function jumpsOf(
  config: SshConfigHost | undefined,
  file: string,
  around: Machine,
  user: string,
  trail: readonly string[],
): Promise<readonly HostAddress[]> {
  return await Promise.all(
    (config?.proxyJump ?? [])
      .filter((word) => !trail.includes(word))
      .map(async (word) => {
        const [, login, bracketed, plain, port] = /^(?:ssh:\/\/)?(?:([^@]+)@)?(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(word.trim()) ?? [];
        const alias = bracketed ?? plain ?? word;
        const host = await readSshConfig(alias, file, around.home, user);
        // `Host *` with a ProxyJump names the jump host, too: it is reached without itself.
        const before = trail.includes(alias) ? [] : await jumpsOf(host, file, around, user, [...trail, alias]);
        const agent = agentOf('', {}, host, around);
        return {
          address: host.address,
          port: port === undefined ? (host.port ?? 22) : Number(port),
          user: login ?? host.user ?? user,
          knownHosts: host.knownHosts,
          identityFiles: host.identityFiles,
          identitiesOptional: true,
          ...(host.identitiesOnly ? { identitiesOnly: true } : {}),
          ...given('hostKeyAlias', host.hostKeyAlias),
          ...given('agent', agent),
          ...(before.length === 0 ? {} : { jump: before }),
          ...given('proxyCommand', host.proxyCommand),
          ...given('keepaliveSeconds', host.keepaliveSeconds),
          ...given('connectTimeoutSeconds', host.connectTimeoutSeconds),
        };
      }),
  );
}

function noAgent(name: string): TwinrunError {
  return new TwinrunError({
    code: 'world.no-agent',
    class: 'misuse',
    message: `host ${name} is to be logged in to by an SSH agent, and none runs`,
    expected: 'the path of its socket in SSH_AUTH_SOCK',
    received: 'nothing',
    fix: 'Start one and load the key (ssh-add), or name a key by identityFile.',
  });
}

function unknownJump(name: string, jump: string, { file, hosts }: Surroundings): TwinrunError {
  return new TwinrunError({
    code: 'world.jump-unknown',
    class: 'misuse',
    message: `host ${name} is to be reached through ${jump}, and there is no such host`,
    expected:
      Object.keys(hosts)
        .filter((other) => other !== name)
        .join(', ') || 'another host',
    received: jump,
    at: { file, field: `hosts.${name}.ssh.proxyJump` },
    fix: 'Name it under hosts: in twinrun.yaml, or correct proxyJump.',
  });
}
