import { noteSql } from '../../sql/note-sql.ts';
import { type Arguments, readArguments } from '../arguments.ts';
import { useFile } from '../paths.ts';
import type { Scope, Word } from '../scope.ts';
import { type Call, remoteOf, type Walk } from '../walk.ts';
import { addDatabase, fromStdin, readSqlFile, type Target } from './database-target.ts';

const PSQL_VALUED =
  'c d f h p U v o L F R T P command dbname file host port username set variable output log-file field-separator record-separator table-attr pset';
const PG_VALUED = 'h p U d f F n t T Z j E N S host port username dbname file format schema table exclude-table compress jobs encoding';

/** psql: its SQL by `-c`, `-f` or stdin. */
export function notePsql(walk: Walk, call: Call): void {
  const given = readArguments(call.words.slice(1), PSQL_VALUED);
  const { option, all, has, rest } = given;
  addDatabase(walk, call, 'postgres', postgresTarget(given, rest[0] ?? undefined, call.scope));
  const output = option('o', 'output');
  if (output !== undefined) useFile(walk, call.scope, output, 'write', 'psql', call.at);
  for (const text of all('c', 'command')) noteSql(walk, call.scope, { text, at: call.at, by: 'psql', dialect: 'postgres' });
  for (const file of all('f', 'file')) readSqlFile(walk, call, file, 'postgres');
  if (!has('c', 'command', 'f', 'file', 'l')) fromStdin(walk, call, 'psql', 'postgres');
}

/** pg_dump and its like. */
export function notePostgresTool(walk: Walk, name: string, call: Call): void {
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
