import type { Location } from '../../model/location.ts';
import { isSecretName, secretsIn } from '../secret-text.ts';
import { noteUrl } from '../shell/programs/urls.ts';
import type { Scope } from '../shell/scope.ts';
import type { ShellSource, Walk } from '../shell/walk.ts';
import { noteSql } from '../sql/note-sql.ts';

/** How the languages ask for a variable of the environment. */
const VARIABLE =
  /\b(?:os\.environ(?:\.get\(|\[)|os\.getenv\(|ENV(?:\.fetch\(|\[)|getenv\(|\$_(?:ENV|SERVER)\[|\$ENV\{|process\.env(?:\.|\[))\s*["']?([A-Za-z_]\w*)/g;

const STRING =
  /"""([\s\S]*?)"""|'''([\s\S]*?)'''|"((?:[^"\\\n]|\\[\s\S])*)"|'((?:[^'\\\n]|\\[\s\S])*)'|`([^`]*)`|<<[-~]?["']?(\w+)["']?[^\n]*\n([\s\S]*?)\n\s*\6\b/g;

const SQL =
  /^\s*(?:select\b[\s\S]+\bfrom\b|insert\s+into\b|update\s+\S+\s+set\b|delete\s+from\b|merge\s+into\b|truncate\s+(?:table\s+)?\w|create\s+table\b|replace\s+into\b|with\s+\w+\s+as\b|copy\s+\S+)/i;

const SERVERS: readonly { readonly kind: string; readonly pattern: RegExp }[] = [
  { kind: 'database', pattern: /\b(?:host|hostname|server)["']?\s*(?:=>|[:=])\s*["']([A-Za-z0-9.-]+)["']/gi },
  {
    kind: 'sftp',
    pattern: /\b(?:Net::SFTP\.start|paramiko\.Transport|ssh2_connect|Net::SSH\.start|\.connect)\(\s*\(?\s*["']([A-Za-z0-9.-]+\.[A-Za-z0-9.-]+)["']/g,
  },
  { kind: 'smtp', pattern: /\bSMTP(?:\.start|_SSL)?\(\s*["']([A-Za-z0-9.-]+)["']/g },
];

/**
 * Looks through a script of Ruby, Python, PHP, Perl or Node for what stands there literally: variables, paths, URLs, hosts, SQL, secrets. It does not follow the program, so each use
 * is marked `light`, and what is put together at run time is not seen.
 */
export function lightScan(walk: Walk, { text, file, line }: ShellSource, scope: Scope): void {
  const ends = [...text.matchAll(/\n/g)].map(({ index }) => index);
  const at = (offset: number): Location => {
    const before = ends.findIndex((end) => end >= offset);
    return { file, line: line + (before < 0 ? ends.length : before) };
  };
  for (const match of text.matchAll(VARIABLE)) {
    const [, name = ''] = match;
    const bound = scope.variables.get(name);
    const value = bound?.resolved && !isSecretName(name) ? { value: bound.text } : {};
    walk.uses.variable({
      name,
      at: at(match.index),
      origin: bound?.origin ?? 'nowhere',
      ...(bound?.at === undefined ? {} : { definedAt: bound.at }),
      ...value,
    });
  }
  for (const match of text.matchAll(STRING))
    noteString(walk, scope, match[1] ?? match[2] ?? match[3] ?? match[4] ?? match[5] ?? match[7] ?? '', at(match.index));
  for (const { kind, pattern } of SERVERS) {
    for (const match of text.matchAll(pattern))
      walk.uses.add('endpoints', { kind, host: match[1] ?? '', at: at(match.index), resolved: true, light: true });
  }
  for (const { what, value, at: offset } of secretsIn(text)) walk.uses.secret(value, what, at(offset));
}

function noteString(walk: Walk, scope: Scope, text: string, at: Location): void {
  if (SQL.test(text)) {
    const lines = /^\s*/.exec(text)?.[0].split('\n').length ?? 1;
    const plain = text
      .trim()
      .replace(
        /#\{[^}]*\}|\$\{[^}]*\}|\{\$?\w[^}]*\}|%\(\w+\)s|%s|\$\w+|(?<=[\s=(,])\?(?=[\s),]|$)/g,
        (hole) => `\${${hole.replace(/\W/g, '') || 'value'}}`,
      );
    noteSql(walk, scope, {
      text: { text: plain, resolved: plain === text.trim() },
      at: { ...at, line: (at.line ?? 1) + lines - 1 },
      by: 'light',
      dialect: plain.includes('`') ? 'mysql' : 'postgres',
      light: true,
    });
  } else if (/^(?:https?|ftp|sftp|s3|amqps?|redis|mongodb|postgres(?:ql)?|mysql2?):\/\//.test(text)) {
    const resolved = !/[{}%]|\$\w|#\{/.test(text);
    if (text.startsWith('s3://')) walk.uses.add('objects', { kind: 's3', address: text, access: 'mention', at, resolved, light: true });
    else noteUrl(walk, { at }, { text, resolved }, 'mention', true);
  } else if (/^(?:~|\.{0,2})\/[\w.@+%{}$#:-]+(?:\/[\w.@+*%{}$#:-]+)*\/?$/.test(text) && text.length > 3) {
    walk.uses.add('files', { path: text, access: 'mention', by: 'light', at, resolved: !/[{}%]|\$\w/.test(text), light: true });
  }
}
