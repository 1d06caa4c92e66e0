import { loadModule, parseSync } from 'libpg-query';
import type { TableUse } from '../../model/survey.ts';

/** One table that a statement names; `offset` is of the statement's first character. */
export interface SqlTable extends Pick<TableUse, 'table' | 'access' | 'statement' | 'resolved'> {
  readonly offset: number;
}

export interface SqlReading {
  readonly tables: readonly SqlTable[];
  /** Files of the database's host or of the client that COPY and \copy name. */
  readonly files: readonly { readonly path: string; readonly access: 'read' | 'write'; readonly offset: number }[];
  readonly problems: readonly { readonly what: string; readonly why: string; readonly offset: number }[];
}

/** Loads PostgreSQL's own parser, once. */
export function loadSqlParser(): Promise<void> {
  return loadModule();
}

const WRITES: Readonly<Record<string, string>> = {
  InsertStmt: 'insert',
  UpdateStmt: 'update',
  DeleteStmt: 'delete',
  MergeStmt: 'merge',
  TruncateStmt: 'truncate',
  CreateStmt: 'create',
  CreateTableAsStmt: 'create',
  IndexStmt: 'create index',
  AlterTableStmt: 'alter',
  RefreshMatViewStmt: 'refresh',
  ViewStmt: 'create view',
  LockStmt: 'lock',
  VacuumStmt: 'vacuum',
};

/**
 * The tables that SQL reads and writes, by PostgreSQL's own grammar. psql's variables and commands are taken out first, and for MySQL its quotes are made PostgreSQL's; what then
 * cannot be read is a problem, statement by statement. `${NAME}` in the text stands for what the shell puts there.
 */
export function readSql(sql: string, dialect: 'postgres' | 'mysql' | 'other'): SqlReading {
  const tables: SqlTable[] = [];
  const files: SqlReading['files'][number][] = [];
  const problems: SqlReading['problems'][number][] = [];
  // PostgreSQL folds names to lower case, and variables have theirs.
  const names = new Map([...sql.matchAll(/\$\{(\w+)\}|:["']?(\w+)/g)].map(([, a, b]) => [(a ?? b ?? '').toLowerCase(), a ?? b ?? '']));
  for (const { text, offset } of splitStatements(sql)) {
    const copy = /^\\copy\s+([\s\S]+?)\s+(from|to)\s+'([^']+)'/i.exec(text.trim());
    if (copy !== null) files.push({ path: copy[3] ?? '', access: copy[2]?.toLowerCase() === 'to' ? 'write' : 'read', offset });
    const plain =
      copy === null
        ? text
        : text.replace(/\\copy/i, 'COPY').replace(/(\bfrom|\bto)\s+'[^']+'[\s\S]*$/i, (_, way) => `${way} ${/to/i.test(way) ? 'STDOUT' : 'STDIN'}`);
    const ready = plainSql(plain, dialect);
    if (ready.trim() === '') continue;
    try {
      const parsed = parseSync(ready) as { stmts?: readonly { stmt?: object }[] };
      for (const { stmt } of parsed.stmts ?? []) tables.push(...tablesOf(stmt ?? {}, names).map((table) => ({ ...table, offset })));
    } catch (cause) {
      problems.push({
        what: text.trim().slice(0, 120),
        why: `it is not SQL as PostgreSQL reads it: ${cause instanceof Error ? cause.message : String(cause)}`,
        offset,
      });
    }
  }
  return { tables, files, problems };
}

/** Cuts at semicolons outside of quotes and comments, and takes lines of psql's backslash commands by themselves. */
function splitStatements(sql: string): readonly { readonly text: string; readonly offset: number }[] {
  const parts: { text: string; offset: number }[] = [];
  let start = 0;
  const token = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"])*"|`[^`]*`|\$(\w*)\$[\s\S]*?\$\1\$|^[ \t]*\\[^\n]*|;/gm;
  const push = (end: number) => {
    const text = sql.slice(start, end);
    const blank = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/.exec(text)?.[0].length ?? 0;
    if (blank < text.length) parts.push({ text: text.slice(blank), offset: start + blank });
  };
  for (const match of sql.matchAll(token)) {
    const isCommand = match[0].trimStart().startsWith('\\');
    if (match[0] !== ';' && !isCommand) continue;
    if (isCommand && /\S/.test(sql.slice(start, match.index)) && /^\\(?:g|gx|gset)\b/.test(match[0].trimStart())) push(match.index);
    else if (!isCommand) push(match.index);
    else if (/^\\copy\b/i.test(match[0].trimStart())) parts.push({ text: match[0].trim(), offset: match.index });
    start = match.index + match[0].length;
  }
  push(sql.length);
  return parts;
}

function plainSql(text: string, dialect: 'postgres' | 'mysql' | 'other'): string {
  const shell = text.replace(/\$\{(\w+)\}/g, 'unknown__$1__').replace(/\$\(…\)/g, 'unknown__command__');
  if (/^\s*\\/.test(shell)) return '';
  if (dialect === 'mysql') {
    if (/^\s*(?:USE|SHOW|DELIMITER|SET\s+(?:NAMES|@))\b/i.test(shell)) return '';
    return shell
      .replace(/`([^`]*)`/g, '"$1"')
      .replace(/^(\s*)(?:REPLACE|INSERT\s+IGNORE)\s+(?:INTO\s+)?/i, '$1INSERT INTO ')
      .replace(/\bON\s+DUPLICATE\s+KEY\s+UPDATE[\s\S]*$/i, '')
      .replace(/\bLIMIT\s+(\d+)\s*,\s*(\d+)/gi, 'LIMIT $2 OFFSET $1');
  }
  return shell
    .replace(/(?<![:\w]):'(\w+)'/g, "'$1'")
    .replace(/(?<![:\w]):"(\w+)"/g, '"unknown__$1__"')
    .replace(/(?<![:\w\]'"]):([A-Za-z_]\w*)/g, ' unknown__$1__ ');
}

type Found = Pick<SqlTable, 'table' | 'access' | 'statement' | 'resolved'>;

function tablesOf(stmt: object, names: ReadonlyMap<string, string>): readonly Found[] {
  const found: Found[] = [];
  const common = new Set<string>();
  const visit = (node: unknown, statement: string, access: 'read' | 'write'): void => {
    if (Array.isArray(node)) for (const one of node) visit(one, statement, access);
    else if (typeof node === 'object' && node !== null) for (const [key, value] of Object.entries(node)) visitField(key, value, statement, access);
  };
  const visitField = (key: string, value: unknown, statement: string, access: 'read' | 'write'): void => {
    if (key === 'CommonTableExpr') common.add(String((value as { ctename?: string }).ctename));
    if (key === 'RangeVar') add(value, statement, access);
    else if (key === 'CopyStmt') visitCopy(value as Record<string, unknown>);
    else if (key === 'DropStmt') addDropped(value as { objects?: unknown });
    else if (key === 'SelectStmt') visit(value, 'select', 'read');
    else if (WRITES[key] !== undefined) visitWrite(value as Record<string, unknown>, WRITES[key]);
    else if (value !== null && typeof value === 'object') visit(value, statement, access);
  };
  const visitWrite = (value: Record<string, unknown>, statement: string): void => {
    const { relation, into, view, relations, rels, ...rest } = value;
    const targets = [relation, view, (into as { rel?: unknown } | undefined)?.rel].filter((one) => one !== undefined);
    for (const target of targets) add(target, statement, 'write');
    visit(
      [relations, rels].filter((one) => one !== undefined),
      statement,
      'write',
    );
    visit(rest, statement, 'read');
  };
  const visitCopy = ({ relation, is_from, ...rest }: Record<string, unknown>): void => {
    if (relation !== undefined) add(relation, 'copy', is_from === true ? 'write' : 'read');
    visit(rest, 'select', 'read');
  };
  const addDropped = ({ objects }: { objects?: unknown }): void => {
    const names = (objects as readonly { List?: { items?: readonly { String?: { sval?: string } }[] } }[] | undefined) ?? [];
    for (const { List } of names) push((List?.items ?? []).map(({ String: one }) => one?.sval ?? '').join('.'), 'drop', 'write');
  };
  const add = (value: unknown, statement: string, access: 'read' | 'write'): void => {
    const { schemaname, relname } = ((value as { RangeVar?: object }).RangeVar ?? value) as { schemaname?: string; relname?: string };
    if (relname !== undefined) push(schemaname === undefined ? relname : `${schemaname}.${relname}`, statement, access);
  };
  const push = (name: string, statement: string, access: 'read' | 'write'): void => {
    const table = name.replace(/unknown__(\w+?)__/g, (_, inner: string) => (inner === 'command' ? '$(…)' : `\${${names.get(inner) ?? inner}}`));
    if (table !== '') found.push({ table, access, statement, resolved: table === name });
  };
  visit(stmt, 'other', 'read');
  return found.filter(({ table }) => !common.has(table));
}
