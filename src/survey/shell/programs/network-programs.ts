import type { EndpointUse, ObjectUse } from '../../../model/survey.ts';
import { readArguments } from '../arguments.ts';
import { useFile } from '../paths.ts';
import { known, newScope, type Word } from '../scope.ts';
import { type Call, remoteOf, type Walk } from '../walk.ts';
import { runText } from '../wrappers.ts';

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

/** `scheme://host:port/…`, without what stands before `@` and behind `?`. */
export function noteUrl(walk: Walk, call: Pick<Call, 'at'>, word: Word, access: ObjectUse['access'], light = false): void {
  const [, scheme = 'http', login, host = '', port, path = ''] =
    /^([a-z][a-z0-9+.-]*):\/\/(?:([^/@]*)@)?((?:\$\{[^}]*\}|\$\(…\)|[^/:?#])*)(?::([^/?#]*))?([^?#]*)/is.exec(word.text) ?? [];
  const secret = /^[^:]*:(.+)$/s.exec(login ?? '')?.[1];
  if (secret !== undefined && !/^\$[{(]/.test(secret)) walk.uses.secret(secret, 'a password in a URL', call.at);
  const shared = { at: call.at, resolved: word.resolved, ...remoteOf(walk), ...(light ? { light } : {}) };
  const queue = /(?:^|\.)sqs\.[^/]*amazonaws\.com$|^queue\.amazonaws\.com$/.test(host);
  walk.uses.add('endpoints', { kind: scheme.toLowerCase(), host, ...(port === undefined ? {} : { port }), ...shared });
  walk.uses.add('objects', {
    kind: queue ? 'sqs' : 'http',
    address: `${scheme}://${host}${port === undefined ? '' : `:${port}`}${path}`,
    access,
    ...shared,
  });
}

const URL_VALUED =
  'o O u d X H T F b c e m A x E K U user data request header output upload-file form data-binary data-raw data-urlencode max-time connect-timeout retry cacert cert key user-agent url post-data post-file output-document P password http-password http-user ftp-password ftp-user';

function noteUrls(walk: Walk, call: Call): void {
  const { rest, option, has, all } = readArguments(call.words.slice(1), URL_VALUED);
  const method = option('X', 'request')?.text.toUpperCase();
  const sends = has('T', 'upload-file', 'd', 'data', 'F', 'form', 'data-binary', 'data-raw', 'data-urlencode', 'post-data', 'post-file');
  const access = method === 'DELETE' ? 'delete' : sends || /^(?:POST|PUT|PATCH)$/.test(method ?? '') ? 'write' : 'read';
  const isWget = /wget$/.test(call.words[0]?.text ?? '');
  for (const word of [...rest, ...all('url')]) noteUrl(walk, call, /:\/\//.test(word.text) ? word : { ...word, text: `http://${word.text}` }, access);
  const output = isWget ? option('O', 'output-document') : option('o', 'output');
  if (output !== undefined) useFile(walk, call.scope, output, 'write', isWget ? 'wget' : 'curl', call.at);
  const upload = option('T', 'upload-file') ?? option('post-file');
  if (upload !== undefined) useFile(walk, call.scope, upload, 'read', 'curl', call.at);
  for (const data of all('d', 'data', 'data-binary'))
    if (data.text.startsWith('@')) useFile(walk, call.scope, { ...data, text: data.text.slice(1) }, 'read', 'curl', call.at);
  const login = option('u', 'user') ?? option('password', 'http-password', 'ftp-password');
  const secret = login?.text.replace(/^[^:]*:/, '');
  if (!isWget && login?.resolved && login.text.includes(':') && secret !== undefined) walk.uses.secret(secret, 'a password of curl', call.at);
  if (isWget && login?.resolved && secret !== undefined) walk.uses.secret(secret, 'a password of wget', call.at);
}

function noteObject(walk: Walk, call: Call, word: Word, access: ObjectUse['access'], kind: ObjectUse['kind'] = 's3'): void {
  walk.uses.add('objects', { kind, address: word.text, access, at: call.at, resolved: word.resolved, ...remoteOf(walk) });
  if (!word.resolved) walk.uses.unresolved(call.at, 'object', word.text, 'a part of the address is known only when it runs');
}

/** `aws s3 cp|mv|sync|rm|ls`, `aws s3api --bucket --key`, `aws sqs --queue-url`, `aws sns --topic-arn`; of others, the service. */
function noteAws(walk: Walk, call: Call): void {
  const { rest, option } = readArguments(
    call.words.slice(1),
    'region profile endpoint-url output query bucket key body queue-url topic-arn message-body message sse storage-class acl exclude include page-size content-type cli-input-json ca-bundle copy-source',
  );
  const [service, action, ...places] = rest;
  const url = option('endpoint-url');
  if (url !== undefined) noteUrl(walk, call, url, 'mention');
  if (service?.text === 's3') {
    for (const [at, place] of places.entries()) {
      const access = action?.text === 'rm' ? 'delete' : at === 1 ? 'write' : 'read';
      if (/^s3:\/\//.test(place.text)) noteObject(walk, call, place, access);
      else useFile(walk, call.scope, place, access, 'aws', call.at);
      if (at === 0 && action?.text === 'mv' && /^s3:\/\//.test(place.text)) noteObject(walk, call, place, 'delete');
    }
    return;
  }
  const [bucket, key] = [option('bucket'), option('key')];
  const writes = /^(?:put|create|copy|send|publish|upload)/.test(action?.text ?? '');
  const access = /^delete|^abort/.test(action?.text ?? '') ? 'delete' : writes ? 'write' : 'read';
  if (bucket !== undefined)
    noteObject(
      walk,
      call,
      { text: `s3://${bucket.text}${key === undefined ? '' : `/${key.text}`}`, resolved: bucket.resolved && key?.resolved !== false },
      access,
    );
  const queue = option('queue-url') ?? option('topic-arn');
  if (queue !== undefined) noteObject(walk, call, queue, access, service?.text === 'sns' ? 'sns' : 'sqs');
  if (bucket === undefined && queue === undefined && service !== undefined)
    noteObject(walk, call, known(`${service.text} ${action?.text ?? ''}`.trim()), writes ? 'write' : 'mention', 'aws');
}

function noteObjects(walk: Walk, call: Call): void {
  const places = call.words.filter(({ text }) => text.startsWith('s3://'));
  for (const [at, place] of places.entries())
    noteObject(walk, call, place, /^(?:put|sync|cp)$/.test(call.words[1]?.text ?? '') && at === places.length - 1 ? 'write' : 'read');
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
