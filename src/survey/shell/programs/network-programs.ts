import type { EndpointUse } from '../../../model/survey.ts';
import { readArguments } from '../arguments.ts';
import { useFile } from '../paths.ts';
import { known, newScope, type Word } from '../scope.ts';
import { type Call, remoteOf, type Walk } from '../walk.ts';
import { runText } from '../wrappers.ts';
import { noteAws, noteObjects } from './object-programs.ts';
import { noteUrl, noteUrls } from './urls.ts';

type Program = (walk: Walk, call: Call) => void;

const SSH_VALUED = 'b c D E e F I i J L l m O o p Q R S W w';

const PROGRAMS: Readonly<Record<string, Program>> = {
  ssh: noteSsh,
  sftp: noteSftp,
  scp: (walk, call) => noteCopy(walk, call, 'scp', 'c D F i J l o P S X'),
  rsync: (walk, call) =>
    noteCopy(
      walk,
      call,
      'rsync',
      'e f T B M rsh exclude include exclude-from include-from files-from timeout bwlimit rsync-path password-file log-file out-format temp-dir',
    ),
  curl: noteUrls,
  wget: noteUrls,
  aws: noteAws,
  s3cmd: noteObjects,
  ftp: (walk, call) => noteHost(walk, call, 'ftp'),
  lftp: (walk, call) => noteHost(walk, call, 'ftp'),
  ncftpput: (walk, call) => noteHost(walk, call, 'ftp'),
  nc: (walk, call) => noteHost(walk, call, 'tcp'),
  telnet: (walk, call) => noteHost(walk, call, 'tcp'),
  mail: noteMail,
  mailx: noteMail,
  sendmail: noteMail,
};

/** Notes the hosts, URLs and objects that common clients go to; false where the program is not one of them. */
export function noteNetwork(walk: Walk, name: string, call: Call): boolean {
  if (!Object.hasOwn(PROGRAMS, name)) return false;
  PROGRAMS[name]?.(walk, call);
  return true;
}

function endpoint(walk: Walk, call: Call, kind: string, host: Word, more: Partial<EndpointUse> = {}): void {
  const [, user, name = host.text] = /^([^@]*)@(.*)$/s.exec(host.text) ?? [];
  walk.uses.add('endpoints', {
    kind,
    host: name,
    ...(user === undefined ? {} : { user }),
    ...more,
    at: call.at,
    resolved: host.resolved,
    ...remoteOf(walk),
  });
  if (!host.resolved) walk.uses.unresolved(call.at, 'host', host.text, 'the host is known only when it runs');
}

function portOf(word: Word | undefined): { readonly port?: string } {
  return word === undefined ? {} : { port: word.text };
}

/** What ssh would run there is shell text of another host. */
function noteSsh(walk: Walk, call: Call): void {
  const { option, rest } = readArguments(call.words.slice(1), SSH_VALUED, true);
  const [host, ...command] = rest;
  const identity = option('i');
  if (identity !== undefined) useFile(walk, call.scope, identity, 'read', 'ssh', call.at);
  if (host === undefined) return;
  endpoint(walk, call, 'ssh', host, { ...portOf(option('p')), ...(option('l') === undefined ? {} : { user: option('l')?.text ?? '' }) });
  const there = { ...walk, remote: host.text.replace(/^.*@/, '') };
  const scope = newScope(known('~'));
  if (command.length > 0) runText(there, call, command, scope);
  else if (call.stdin !== undefined && call.stdin.file === undefined)
    there.shell(there, { text: call.stdin.text, file: call.stdin.at.file ?? '', line: call.stdin.line }, scope);
}

/** Its commands come by -b or stdin: `put`, `get`, `rename`, `rm`. */
function noteSftp(walk: Walk, call: Call): void {
  const { option, rest } = readArguments(call.words.slice(1), 'B b c D F i J l o P R S s', true);
  const [host] = rest;
  const [identity, batch] = [option('i'), option('b')];
  if (identity !== undefined) useFile(walk, call.scope, identity, 'read', 'sftp', call.at);
  if (host === undefined) return;
  endpoint(walk, call, 'sftp', host, portOf(option('P')));
  const there = { ...walk, remote: host.text.replace(/^.*@/, '').replace(/:.*$/, '') };
  const given = batch !== undefined && batch.text !== '-' ? walk.tree.text(batch.text) : call.stdin?.text;
  for (const [index, line] of (given ?? '').split('\n').entries()) {
    const at = { ...call.at, line: (call.stdin?.line ?? 1) + index };
    const [name = '', ...words] = line
      .trim()
      .replace(/^[-@]/, '')
      .split(/\s+/)
      .filter((word) => !/^-[a-zA-Z]+$/.test(word));
    const word = (n: number): Word => ({ text: words[n] ?? '', resolved: !/\$[{(]/.test(words[n] ?? '') });
    const remote = { ...call.scope, folder: known('~') };
    if (/^(?:put|mput|reput)$/.test(name)) {
      useFile(walk, call.scope, word(0), 'read', 'sftp', at);
      useFile(there, remote, word(1).text === '' ? { ...word(0), text: word(0).text.replace(/^.*\//, '') } : word(1), 'write', 'sftp', at);
    } else if (/^(?:get|mget|reget)$/.test(name)) {
      useFile(there, remote, word(0), 'read', 'sftp', at);
      useFile(walk, call.scope, word(1).text === '' ? { ...word(0), text: word(0).text.replace(/^.*\//, '') } : word(1), 'write', 'sftp', at);
    } else if (name === 'rm') useFile(there, remote, word(0), 'delete', 'sftp', at);
    else if (name === 'rename') useFile(there, remote, word(1), 'write', 'sftp', at);
  }
}

/** `[user@]host:path` on either side. */
function noteCopy(walk: Walk, call: Call, kind: 'scp' | 'rsync', valued: string): void {
  const { rest, option } = readArguments(call.words.slice(1), valued);
  for (const [at, word] of rest.entries()) {
    const access = at === rest.length - 1 ? 'write' : 'read';
    const [, host, path = ''] = /^((?:[^/:@]+@)?(?:\[[^\]]+\]|[^/:]*\$\{[^}]+\}[^/:]*|[^/:$]+))::?(.*)$/s.exec(word.text) ?? [];
    if (host === undefined) {
      useFile(walk, call.scope, word, access, kind, call.at);
      continue;
    }
    endpoint(walk, call, kind === 'scp' ? 'ssh' : 'rsync', { text: host, resolved: !/\$[{(]/.test(host) }, kind === 'scp' ? portOf(option('P')) : {});
    useFile(
      { ...walk, remote: host.replace(/^.*@/, '') },
      { ...call.scope, folder: known('~') },
      { text: path, resolved: !/\$[{(]/.test(path) },
      access,
      kind,
      call.at,
    );
  }
}

function noteHost(walk: Walk, call: Call, kind: string): void {
  const { rest, option } = readArguments(call.words.slice(1), 'u p P e c w s i');
  const [host, port] = rest;
  const login = option('u');
  const secret = /^[^,]*,(.+)$/s.exec(login?.text ?? '')?.[1];
  if (secret !== undefined && login?.resolved) walk.uses.secret(secret, `a password of ${call.words[0]?.text ?? kind}`, call.at);
  if (host === undefined) return;
  if (/:\/\//.test(host.text)) noteUrl(walk, call, host, 'mention');
  else endpoint(walk, call, kind, host, portOf(option('p', 'P') ?? (port !== undefined && /^\d+$/.test(port.text) ? port : undefined)));
}

function noteMail(walk: Walk, call: Call): void {
  const { rest } = readArguments(call.words.slice(1), 's r a c b S f F');
  for (const word of rest.filter(({ text }) => text.includes('@') || text.includes('${')))
    walk.uses.add('endpoints', { kind: 'mail', host: word.text, at: call.at, resolved: word.resolved, ...remoteOf(walk) });
}
