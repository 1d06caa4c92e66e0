import { noteSql } from '../../sql/note-sql.ts';
import { type Arguments, readArguments } from '../arguments.ts';
import { useFile } from '../paths.ts';
import { type Call, remoteOf, type Walk } from '../walk.ts';
import { addDatabase, fromStdin } from './database-target.ts';

const MYSQL_VALUED =
  'p= e h P u D S B A execute host port user database socket default-character-set defaults-file defaults-extra-file result-file ignore-table where tables r w protocol ssl-ca login-path';

/** mysql: its SQL by `-e` or stdin. */
export function noteMysql(walk: Walk, call: Call): void {
  const { all, has } = noteMysqlTarget(walk, call);
  for (const text of all('e', 'execute')) noteSql(walk, call.scope, { text, at: call.at, by: 'mysql', dialect: 'mysql' });
  if (!has('e', 'execute')) fromStdin(walk, call, 'mysql', 'mysql');
}

/** mysqldump and its like. */
export function noteMysqlTool(walk: Walk, name: string, call: Call): void {
  const { option, rest } = noteMysqlTarget(walk, call);
  const file = option('r', 'result-file');
  if (file !== undefined) useFile(walk, call.scope, file, 'write', name, call.at);
  if (!name.endsWith('dump')) return;
  for (const table of rest.slice(1))
    walk.uses.add('tables', { table: table.text, access: 'read', statement: name, at: call.at, resolved: table.resolved, ...remoteOf(walk) });
}

function noteMysqlTarget(walk: Walk, call: Call): Arguments {
  const given = readArguments(call.words.slice(1), MYSQL_VALUED);
  const { option, rest } = given;
  const settings = option('defaults-file', 'defaults-extra-file');
  if (settings !== undefined) useFile(walk, call.scope, settings, 'read', 'mysql', call.at);
  for (const { text, resolved } of call.words) {
    const [, secret] = /^(?:-p|--password=)(.+)$/s.exec(text) ?? [];
    if (secret !== undefined && resolved) walk.uses.secret(secret, 'a password of mysql', call.at);
  }
  addDatabase(walk, call, 'mysql', {
    host: option('h', 'host'),
    port: option('P', 'port'),
    database: option('D', 'database') ?? rest[0],
    user: option('u', 'user'),
  });
  return given;
}
