import type { Location } from '../../model/location.ts';
import { useFile } from '../shell/paths.ts';
import { known, type Scope, unknown, type Word } from '../shell/scope.ts';
import { remoteOf, type Walk } from '../shell/walk.ts';
import { readSql } from './read-sql.ts';

/** SQL, and where it stands. */
interface SqlSource {
  readonly text: Word;
  readonly at: Location;
  readonly by: string;
  readonly dialect: 'postgres' | 'mysql' | 'other';
  /** Found by a light scan. */
  readonly light?: boolean;
}

/** Notes the tables and files that SQL uses, each with the line of its statement; what cannot be read is listed. */
export function noteSql(walk: Walk, scope: Scope, { text, at, by, dialect, light }: SqlSource): void {
  const { tables, files, problems } = readSql(text.text, dialect);
  const place = (offset: number): Location => ({ ...at, line: (at.line ?? 1) + text.text.slice(0, offset).split('\n').length - 1 });
  for (const { offset, ...table } of tables) walk.uses.add('tables', { ...table, at: place(offset), ...(light ? { light } : {}), ...remoteOf(walk) });
  for (const { path, access, offset } of files) useFile(walk, scope, /\$[{(]|:/.test(path) ? unknown(path) : known(path), access, by, place(offset));
  for (const { what, why, offset } of problems) walk.uses.unresolved(place(offset), 'sql-unread', what, why);
}
