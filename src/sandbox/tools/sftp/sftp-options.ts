import { homedir } from 'node:os';
import { join } from 'node:path';
import { SftpFailure } from './sftp-failure.ts';
import { collectOptions, parseOption, readSshConfig } from './ssh-config.ts';

/** What the command line and the configuration ask for. */
export interface SftpOptions {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Where to start, if it was given after the host. */
  readonly path: string | undefined;
  /** Batch file, `-` for stdin; undefined reads stdin and goes on after errors. */
  readonly batchFile: string | undefined;
  readonly quiet: boolean;
  readonly identityFiles: readonly string[];
  readonly knownHostsFiles: readonly string[];
  /** What to do about an unknown host key: `yes` and `ask` refuse it. A changed key is always refused. */
  readonly unknownKeys: 'refuse' | 'accept';
}

const WITH_VALUE = 'bPiFoBRlcJSsXD';
const OFFERED = 'bPiFoBRq46Cpv';
const DEFAULT_IDENTITIES = ['id_ed25519', 'id_ecdsa', 'id_rsa'];

/** Reads sftp's command line. Throws SftpFailure for options that the stand-in does not offer. */
export function parseSftpOptions(args: readonly string[], environment: Readonly<Record<string, string | undefined>>): SftpOptions {
  const { found, rest } = split(args);
  const destination = rest[0];
  if (destination === undefined || rest.length > 1)
    throw new SftpFailure('usage: sftp [-q] [-b batchfile] [-P port] [-i identity] [-F config] [-o option] destination');
  const all = (option: string): string[] => found.filter(([name]) => name === option).map(([, value]) => value);
  const target = parseDestination(destination);
  const home = environment.HOME ?? homedir();
  const options = collectOptions([...all('o').map(parseOption), ...configOptions(all('F').at(-1), home, target.host)]);
  const first = (name: string): string | undefined => options.get(name)?.[0];
  return {
    host: first('hostname')?.replaceAll('%h', target.host) ?? target.host,
    port: Number(all('P').at(-1) ?? target.port ?? first('port') ?? 22),
    user: target.user ?? first('user') ?? environment.USER ?? 'root',
    path: target.path,
    batchFile: all('b').at(-1),
    quiet: all('q').length > 0 || all('b').length > 0,
    identityFiles: identities([...all('i'), ...(options.get('identityfile') ?? [])], home),
    knownHostsFiles: files(first('userknownhostsfile') ?? '~/.ssh/known_hosts', home),
    unknownKeys: ['no', 'off', 'accept-new'].includes(first('stricthostkeychecking') ?? 'ask') ? 'accept' : 'refuse',
  };
}

function split(args: readonly string[]): { found: (readonly [string, string])[]; rest: string[] } {
  const found: (readonly [string, string])[] = [];
  const rest: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] ?? '';
    if (!argument.startsWith('-') || argument === '-') {
      rest.push(argument);
      continue;
    }
    for (let at = 1; at < argument.length; at += 1) {
      const option = argument[at] ?? '';
      if (!OFFERED.includes(option)) throw new SftpFailure(`option -${option} is not offered by this stand-in of sftp`);
      if (!WITH_VALUE.includes(option)) {
        found.push([option, '']);
        continue;
      }
      const attached = argument.slice(at + 1);
      if (attached === '') index += 1;
      const value = attached === '' ? args[index] : attached;
      if (value === undefined) throw new SftpFailure(`option requires an argument -- ${option}`);
      found.push([option, value]);
      break;
    }
  }
  return { found, rest };
}

/** `[user@]host[:path]`, `sftp://[user@]host[:port][/path]`; IPv6 addresses in brackets. */
function parseDestination(text: string): { user: string | undefined; host: string; port: string | undefined; path: string | undefined } {
  const uri = /^sftp:\/\/(?:([^@/]+)@)?(\[[^\]]+\]|[^:/]+)(?::(\d+))?(?:\/(.*))?$/.exec(text);
  const plain = /^(?:(.+)@)?(\[[^\]]+\]|[^:]+)(?::(.*))?$/s.exec(text);
  const [user, host = '', port, path] = uri === null ? [plain?.[1], plain?.[2], undefined, plain?.[3]] : uri.slice(1);
  return { user, host: host.replace(/^\[|\]$/g, ''), port, path: path === '' ? undefined : path };
}

/** -F names one file and nothing else is read; without it the user's own, if there is one. */
function configOptions(file: string | undefined, home: string, host: string): ReturnType<typeof readSshConfig> {
  if (file === 'none') return [];
  try {
    return readSshConfig(file ?? join(home, '.ssh/config'), host);
  } catch {
    if (file === undefined) return [];
    throw new SftpFailure(`Can't open user config file ${file}: No such file or directory`, 255);
  }
}

function identities(given: readonly string[], home: string): string[] {
  return given.length > 0 ? given.flatMap((path) => files(path, home)) : DEFAULT_IDENTITIES.map((name) => join(home, '.ssh', name));
}

function files(text: string, home: string): string[] {
  return (text.match(/"[^"]*"|\S+/g) ?? []).map((path) =>
    path
      .replaceAll('"', '')
      .replace(/^~(?=\/)/, home)
      .replaceAll('%d', home),
  );
}
