import type { ObjectUse } from '../../../model/survey.ts';
import { readArguments } from '../arguments.ts';
import { useFile } from '../paths.ts';
import type { Word } from '../scope.ts';
import { type Call, remoteOf, type Walk } from '../walk.ts';

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

/** curl and wget: where they go, what they send and where they put it. */
export function noteUrls(walk: Walk, call: Call): void {
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
