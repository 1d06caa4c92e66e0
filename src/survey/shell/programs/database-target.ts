import type { DatabaseUse } from '../../../model/survey.ts';
import { noteSql } from '../../sql/note-sql.ts';
import { absolutePath, useFile } from '../paths.ts';
import type { Word } from '../scope.ts';
import { type Call, remoteOf, type Walk } from '../walk.ts';
import { noteUrl } from './urls.ts';

/** Which database a client is told to use, as far as it says it. */
export interface Target {
  readonly host?: Word | undefined;
  readonly port?: Word | undefined;
  readonly database?: Word | undefined;
  readonly user?: Word | undefined;
}

type Dialect = 'postgres' | 'mysql' | 'other';

/** Notes a database and its server; where they are known only at run time, that is listed. */
export function addDatabase(walk: Walk, call: Call, kind: DatabaseUse['kind'], { host, port, database, user }: Target): void {
  const parts = [host, port, database, user].filter((one) => one !== undefined);
  const url = /:\/\//.test(call.words.map(({ text }) => text).join(' ')) ? call.words.find(({ text }) => /:\/\//.test(text)) : undefined;
  if (url !== undefined) noteUrl(walk, call, url, 'mention');
  const fields = { host, port, database, user };
  const texts = Object.fromEntries(Object.entries(fields).flatMap(([key, word]) => (word === undefined ? [] : [[key, word.text]])));
  const resolved = parts.every((one) => one.resolved);
  walk.uses.add('databases', { kind, ...texts, at: call.at, resolved, ...remoteOf(walk) });
  if (host !== undefined)
    walk.uses.add('endpoints', {
      kind,
      host: host.text,
      ...(port === undefined ? {} : { port: port.text }),
      at: call.at,
      resolved: host.resolved,
      ...remoteOf(walk),
    });
  if (!resolved)
    walk.uses.unresolved(call.at, 'database', parts.map(({ text }) => text).join(' '), 'where this database is is known only when it runs');
}

/** Reads a file of SQL, or stdin for `-`. */
export function readSqlFile(walk: Walk, call: Call, file: Word, dialect: Dialect): void {
  if (file.text === '-') {
    fromStdin(walk, call, 'psql', dialect);
    return;
  }
  useFile(walk, call.scope, file, 'read', 'psql', call.at);
  const path = absolutePath(file, call.scope);
  const text = path.resolved ? walk.tree.text(path.text) : undefined;
  if (text === undefined) {
    if (path.resolved) walk.uses.unresolved(call.at, 'sql-missing', path.text, 'this file of SQL was not read');
    return;
  }
  walk.script(path.text, 'sql', 'grammar');
  noteSql(walk, call.scope, { text: { text, resolved: true }, at: { file: path.text, line: 1 }, by: 'psql', dialect });
}

/** Reads SQL that a client gets on stdin, where its text is known. */
export function fromStdin(walk: Walk, call: Call, by: string, dialect: Dialect): void {
  const { stdin } = call;
  if (stdin === undefined) return;
  if (stdin.file !== undefined) readSqlFile(walk, call, stdin.file, dialect);
  else if (stdin.text === '$(…)') walk.uses.unresolved(call.at, 'sql-unread', `stdin of ${by}`, 'its SQL comes from another program');
  else noteSql(walk, call.scope, { text: stdin, at: { ...stdin.at, line: stdin.line }, by, dialect });
}
