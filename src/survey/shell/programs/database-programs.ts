import type { DatabaseUse } from '../../../model/survey.ts';
import { noteSql } from '../../sql/note-sql.ts';
import { type Arguments, readArguments } from '../arguments.ts';
import { absolutePath, useFile } from '../paths.ts';
import type { Scope, Word } from '../scope.ts';
import { type Call, remoteOf, type Walk } from '../walk.ts';
import { noteUrl } from './urls.ts';

const PSQL_VALUED =
  'c d f h p U v o L F R T P command dbname file host port username set variable output log-file field-separator record-separator table-attr pset';
const PG_VALUED = 'h p U d f F n t T Z j E N S host port username dbname file format schema table exclude-table compress jobs encoding';
const MYSQL_VALUED =
  'e h P u D S B A execute host port user database socket default-character-set defaults-file defaults-extra-file result-file ignore-table where tables r w protocol ssl-ca login-path';

type Kind = DatabaseUse['kind'];

/** Notes database, tables and files of the clients of databases; false where the program is none. */
export function noteDatabase(walk: Walk, name: string, call: Call): boolean {
  if (name === 'psql') notePsql(walk, call);
  else if (/^(?:pg_dump|pg_restore|pg_dumpall|createdb|dropdb|vacuumdb|reindexdb)$/.test(name)) notePostgresTool(walk, name, call);
  else if (/^(?:mysql|mariadb)$/.test(name)) noteMysql(walk, call);
  else if (/^(?:mysqldump|mariadb-dump|mysqladmin|mysqlimport)$/.test(name)) noteMysqlTool(walk, name, call);
  else if (/^(?:sqlite3?|sqlplus|isql|sqlcmd|bcp|tsql|mongo(?:sh|dump|export)?|redis-cli)$/.test(name)) noteOther(walk, name, call);
  else return false;
  return true;
}

function notePsql(walk: Walk, call: Call): void {
  const given = readArguments(call.words.slice(1), PSQL_VALUED);
  const { option, all, has, rest } = given;
  addDatabase(walk, call, 'postgres', postgresTarget(given, rest[0] ?? undefined, call.scope));
  const output = option('o', 'output');
  if (output !== undefined) useFile(walk, call.scope, output, 'write', 'psql', call.at);
  for (const text of all('c', 'command')) noteSql(walk, call.scope, { text, at: call.at, by: 'psql', dialect: 'postgres' });
  for (const file of all('f', 'file')) readSqlFile(walk, call, file, 'postgres');
  if (!has('c', 'command', 'f', 'file', 'l')) fromStdin(walk, call, 'psql', 'postgres');
}

function notePostgresTool(walk: Walk, name: string, call: Call): void {
  const given = readArguments(call.words.slice(1), PG_VALUED);
  const { option, all, rest } = given;
  const restores = name === 'pg_restore';
  addDatabase(walk, call, 'postgres', postgresTarget(given, restores ? undefined : rest[0], call.scope));
  const file = option('f', 'file');
  if (file !== undefined) useFile(walk, call.scope, file, 'write', name, call.at);
  if (restores && rest[0] !== undefined) useFile(walk, call.scope, rest[0], 'read', name, call.at);
  for (const table of all('t', 'table')) {
    walk.uses.add('tables', {
      table: table.text,
      access: restores ? 'write' : 'read',
      statement: name,
      at: call.at,
      resolved: table.resolved,
      ...remoteOf(walk),
    });
  }
}

interface Target {
  readonly host?: Word | undefined;
  readonly port?: Word | undefined;
  readonly database?: Word | undefined;
  readonly user?: Word | undefined;
}

/** Options win over a connection string, and that over the variables of libpq. */
function postgresTarget({ option }: Arguments, positional: Word | undefined, { variables }: Scope): Target {
  const name = option('d', 'dbname') ?? positional;
  const text = name?.text ?? '';
  const part = (value: string | undefined): Word | undefined => (value === undefined ? undefined : { text: value, resolved: !/\$[{(]/.test(value) });
  const pair = (key: string) => part(new RegExp(`(?:^|\\s)${key}=(\\S+)`).exec(text)?.[1]);
  const [, user, host, port, database] = /^postgres(?:ql)?:\/\/(?:([^:@/]*)(?::[^@/]*)?@)?([^:/?]*)(?::([^/?]*))?(?:\/([^?]*))?/.exec(text) ?? [];
  const isText = /^postgres(?:ql)?:\/\/|(?:^|\s)\w+=/.test(text);
  return {
    host: option('h', 'host') ?? part(host) ?? pair('host') ?? variables.get('PGHOST'),
    port: option('p', 'port') ?? part(port) ?? pair('port') ?? variables.get('PGPORT'),
    database: (isText ? (part(database) ?? pair('dbname')) : name) ?? variables.get('PGDATABASE'),
    user: option('U', 'username') ?? part(user) ?? pair('user') ?? variables.get('PGUSER'),
  };
}

function noteMysql(walk: Walk, call: Call): void {
  const { all, has } = noteMysqlTarget(walk, call);
  for (const text of all('e', 'execute')) noteSql(walk, call.scope, { text, at: call.at, by: 'mysql', dialect: 'mysql' });
  if (!has('e', 'execute')) fromStdin(walk, call, 'mysql', 'mysql');
}

function noteMysqlTool(walk: Walk, name: string, call: Call): void {
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

function noteOther(walk: Walk, name: string, call: Call): void {
  const { rest, option } = readArguments(call.words.slice(1), 'S U P d D h p H u c f e host port db user password', true);
  if (/^sqlite/.test(name) && rest[0] !== undefined) useFile(walk, call.scope, rest[0], 'write', name, call.at);
  addDatabase(walk, call, 'other', {
    host: option('h', 'S', 'H', 'host'),
    database: /^sqlplus/.test(name) ? undefined : rest[0],
    user: option('U', 'u', 'user'),
  });
  const [, sql] = rest;
  if (/^sqlite/.test(name) && sql !== undefined) noteSql(walk, call.scope, { text: sql, at: call.at, by: name, dialect: 'other' });
  else if (call.stdin !== undefined) fromStdin(walk, call, name, 'other');
  if (/^sqlplus/.test(name)) {
    const secret = /^[^/]+\/([^@]+)/.exec(rest[0]?.text ?? '')?.[1];
    if (secret !== undefined && rest[0]?.resolved) walk.uses.secret(secret, 'a password of sqlplus', call.at);
  }
}

function addDatabase(walk: Walk, call: Call, kind: Kind, { host, port, database, user }: Target): void {
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

function readSqlFile(walk: Walk, call: Call, file: Word, dialect: 'postgres' | 'mysql' | 'other'): void {
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

function fromStdin(walk: Walk, call: Call, by: string, dialect: 'postgres' | 'mysql' | 'other'): void {
  const { stdin } = call;
  if (stdin === undefined) return;
  if (stdin.file !== undefined) readSqlFile(walk, call, stdin.file, dialect);
  else if (stdin.text === '$(…)') walk.uses.unresolved(call.at, 'sql-unread', `stdin of ${by}`, 'its SQL comes from another program');
  else noteSql(walk, call.scope, { text: stdin, at: { ...stdin.at, line: stdin.line }, by, dialect });
}
