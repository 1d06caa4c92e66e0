import { join } from 'node:path';
import SSHConfig from 'ssh-config';
import { TwinrunError } from '../../model/error.ts';
import { readSshConfigText } from './ssh-config-text.ts';

/** What ssh_config(5) says of a host. Paths are absolute. */
export interface SshConfigHost {
  readonly address: string;
  readonly port?: number;
  readonly user?: string;
  readonly identityFiles: readonly string[];
  readonly identitiesOnly: boolean;
  /** `none`, `SSH_AUTH_SOCK`, `$NAME` or a path. */
  readonly identityAgent?: string;
  /** Words such as `user@host:port`, the first host first. */
  readonly proxyJump: readonly string[];
  readonly proxyCommand?: string;
  readonly hostKeyAlias?: string;
  readonly knownHosts: readonly string[];
  readonly keepaliveSeconds?: number;
  readonly connectTimeoutSeconds?: number;
}

/** Keys that ssh looks for by itself. */
const IDENTITIES = ['id_rsa', 'id_ecdsa', 'id_ed25519'];
const KNOWN_HOSTS = ['known_hosts', 'known_hosts2'];
/** What of `Match` is followed. */
const CRITERIA = ['all', 'host', 'originalhost', 'user', 'localuser'];
const SYSTEM_KNOWN_HOSTS = ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2'];

/**
 * The settings of one host name, as `ssh -G` would say them. Nothing is executed: `Match exec`, and names made canonical by DNS, are refused, for they could lead
 * elsewhere. Throws `ssh-config.unsupported`, `ssh-config.unreadable`, `ssh-config.include`.
 */
export async function readSshConfig(alias: string, file: string, home: string, user: string): Promise<SshConfigHost> {
  const config = SSHConfig.parse(forLibrary(await readSshConfigText(file, home)));
  const criteria = config.flatMap((line) => ('criteria' in line ? Object.keys(line.criteria as object).map((name) => name.toLowerCase()) : []));
  const unknown = criteria.find((name) => !CRITERIA.includes(name));
  if (unknown !== undefined) throw unsupported(file, `Match ${unknown}`);
  const found = config.compute(alias, { ignoreCase: true, matchExec: false });
  const words = (name: string): readonly string[] => [found[name] ?? []].flat().map(String);
  const one = (name: string): string | undefined => (words(name).length === 0 ? undefined : words(name).join(' '));
  if (/^(yes|always)$/i.test(one('canonicalizehostname') ?? 'no')) throw unsupported(file, 'CanonicalizeHostname');
  if (/^(yes|true)$/i.test(one('proxyusefdpass') ?? 'no')) throw unsupported(file, 'ProxyUseFdpass');
  // The library matches the name as it is written there.
  if (criteria.includes('host') && one('hostname')?.includes('%') === true) throw unsupported(file, 'Match host beside a HostName with %');
  const address = expand(one('hostname') ?? '%h', { h: alias, n: alias });
  const login = one('user');
  const port = one('port');
  const tokens = { d: home, h: address, n: alias, p: port ?? '22', r: login ?? user, u: user };
  const paths = (names: readonly string[]) => names.filter((name) => name !== 'none').map((name) => expand(name.replace(/^~(?=\/)/, home), tokens));
  // Of the two, the one that comes first counts; behind `ProxyJump none`, a command still does.
  const first = Object.keys(found).find((name) => name === 'proxyjump' || name === 'proxycommand');
  const jump = (first === 'proxyjump' ? one('proxyjump') : undefined) ?? 'none';
  const command = jump === 'none' && found.proxycommand !== undefined ? Buffer.from(one('proxycommand') ?? '', 'base64url').toString() : 'none';
  const keys = words('identityfile');
  const known = words('userknownhostsfile').flatMap((value) => value.split(/\s+/));
  const global = words('globalknownhostsfile').flatMap((value) => value.split(/\s+/));
  return {
    address,
    identityFiles: [...new Set(paths(keys.length > 0 ? keys : IDENTITIES.map((name) => join(home, '.ssh', name))))],
    identitiesOnly: /^(yes|true)$/i.test(one('identitiesonly') ?? 'no'),
    proxyJump: jump === 'none' ? [] : jump.split(','),
    knownHosts: [
      ...paths(known.length > 0 ? known : KNOWN_HOSTS.map((name) => join(home, '.ssh', name))),
      ...paths(global.length > 0 ? global : SYSTEM_KNOWN_HOSTS),
    ],
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(login === undefined ? {} : { user: login }),
    ...(command === 'none' ? {} : { proxyCommand: command.replace(/%(.)/g, (token, letter: string) => (letter === 'n' ? alias : token)) }),
    ...optional('identityAgent', one('identityagent')),
    ...optional('hostKeyAlias', one('hostkeyalias')),
    ...seconds('keepaliveSeconds', one('serveraliveinterval')),
    ...seconds('connectTimeoutSeconds', one('connecttimeout')),
  };
}

/**
 * The library lets `Match host` and `Match user` follow what HostName and User say, but only when they are written so; and it takes spaces out of shell text,
 * which therefore goes through it as one word.
 */
function forLibrary(text: string): string {
  return text
    .replace(/^([ \t]*)hostname(?=[ \t=])/gim, '$1HostName')
    .replace(/^([ \t]*)user(?=[ \t=])/gim, '$1User')
    .replace(
      /^([ \t]*proxycommand)[ \t=]+(.*?)\s*$/gim,
      (_, keyword: string, command: string) => `${keyword} ${Buffer.from(command).toString('base64url')}`,
    );
}

function expand(text: string, tokens: Readonly<Record<string, string>>): string {
  return text.replace(/%(.)/g, (whole, letter: string) => (letter === '%' ? '%' : (tokens[letter] ?? whole)));
}

function optional<K extends string>(name: K, value: string | undefined): { readonly [name in K]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [name in K]?: string });
}

/** 0 is ssh's word for never: then ours stays. */
function seconds<K extends string>(name: K, value: string | undefined): { readonly [name in K]?: number } {
  const number = Number(value);
  return Number.isFinite(number) && number > 0 ? ({ [name]: number } as { readonly [name in K]?: number }) : {};
}

function unsupported(file: string, what: string): TwinrunError {
  return new TwinrunError({
    code: 'ssh-config.unsupported',
    class: 'misuse',
    message: `this SSH configuration uses ${what}, which Twinrun does not follow`,
    at: { file },
    fix: 'Name address, user, key and hostKey of the host in twinrun.yaml instead of `config:`, or another file by `configFile:`.',
  });
}
