import { noteSql } from '../../sql/note-sql.ts';
import { readArguments } from '../arguments.ts';
import { useFile } from '../paths.ts';
import type { Call, Walk } from '../walk.ts';
import { addDatabase, fromStdin } from './database-target.ts';
import { noteMysql, noteMysqlTool } from './mysql-programs.ts';
import { notePostgresTool, notePsql } from './postgres-programs.ts';

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
