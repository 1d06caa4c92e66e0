import type { FileUse, ObjectUse, Survey, SurveyEntry, SurveyRelation, TableUse } from '../model/survey.ts';
import { mayBeSame } from './path-pattern.ts';

type Kind = SurveyRelation['kind'];

/** One thing that an entry touches. */
interface Touch {
  readonly subject: string;
  readonly at: SurveyRelation['fromAt'];
  readonly resolved: boolean;
}

/** How a kind of relation is seen: what the one does, what the other does, and when both mean the same thing. */
interface Tie {
  readonly kind: Kind;
  readonly from: (entry: SurveyEntry) => readonly Touch[];
  readonly to: (entry: SurveyEntry) => readonly Touch[];
  readonly same: (one: string, other: string, a: SurveyEntry, b: SurveyEntry) => boolean;
}

const files =
  (...access: readonly FileUse['access'][]) =>
  ({ uses }: SurveyEntry): readonly Touch[] =>
    uses.files
      .filter((use) => access.includes(use.access) && use.remote === undefined && use.by !== 'mkdir')
      .map(({ path, at, resolved }) => ({ subject: path, at, resolved }));

const tables =
  (access: TableUse['access']) =>
  ({ uses }: SurveyEntry): readonly Touch[] =>
    uses.tables.filter((use) => use.access === access).map(({ table, at, resolved }) => ({ subject: tableName(table), at, resolved }));

const objects =
  (access: ObjectUse['access']) =>
  ({ uses }: SurveyEntry): readonly Touch[] =>
    uses.objects.filter((use) => use.access === access).map(({ address, at, resolved }) => ({ subject: address, at, resolved }));

const TIES: readonly Tie[] = [
  { kind: 'file', from: files('write', 'append'), to: files('read', 'match', 'delete'), same: sameFile },
  { kind: 'table', from: tables('write'), to: tables('read'), same: sameTable },
  { kind: 'object', from: objects('write'), to: objects('read'), same: mayBeSame },
  { kind: 'lock', from: files('lock'), to: files('lock'), same: mayBeSame },
  { kind: 'same-table', from: tables('write'), to: tables('write'), same: sameTable },
  { kind: 'same-file', from: files('write', 'append'), to: files('write', 'append'), same: mayBeSame },
];

/** What ties enabled entries of a host together: one writes what another reads, both write the same, both take the same lock. Each pair and subject once. */
export function relationsOf({ entries }: Pick<Survey, 'entries'>): readonly SurveyRelation[] {
  const enabled = entries.filter((entry) => entry.enabled);
  const found = new Map<string, SurveyRelation>();
  for (const tie of TIES) {
    const mutual = tie.kind === 'lock' || tie.kind.startsWith('same-');
    const [ones, others] = [touchesOf(enabled, tie.from), touchesOf(enabled, tie.to)];
    for (const a of ones)
      for (const b of others) {
        if (a.index === b.index || (mutual && b.index < a.index)) continue;
        for (const one of relate(tie, a, b)) {
          const key = JSON.stringify([one.kind, one.subject, one.from, one.to]);
          if (found.get(key)?.certain !== true) found.set(key, one);
        }
      }
  }
  return [...found.values()];
}

interface Touching {
  readonly entry: SurveyEntry;
  readonly index: number;
  readonly touches: readonly Touch[];
}

function touchesOf(entries: readonly SurveyEntry[], touches: Tie['from']): readonly Touching[] {
  return entries.map((entry, index) => ({ entry, index, touches: touches(entry) })).filter((one) => one.touches.length > 0);
}

function relate({ kind, same }: Tie, { entry: a, touches }: Touching, { entry: b, touches: others }: Touching): readonly SurveyRelation[] {
  return touches.flatMap((one) =>
    others
      .filter((other) => same(one.subject, other.subject, a, b))
      .map((other) => ({
        ...{ kind, subject: one.subject, from: a.id, to: b.id, fromAt: one.at, toAt: other.at },
        certain: [one, other].every(({ subject, resolved }) => resolved && !subject.includes('*')),
      })),
  );
}

/** The same file, or one in a folder that is looked through. */
function sameFile(written: string, read: string): boolean {
  const folder = written.slice(0, written.lastIndexOf('/'));
  return mayBeSame(written, read) || (folder.split('/').length > 2 && folder === read.replace(/\/$/, ''));
}

/** Where each entry uses one database, and both are known, they must be the same. */
function sameTable(one: string, other: string, a: SurveyEntry, b: SurveyEntry): boolean {
  if (one !== other) return false;
  const [mine, theirs] = [databaseOf(a), databaseOf(b)];
  return mine === undefined || theirs === undefined || mine === theirs;
}

function databaseOf({ uses }: SurveyEntry): string | undefined {
  const known = new Set(
    uses.databases.map(({ kind, database }) => (database === undefined || /[$*]/.test(database) ? undefined : `${kind} ${database}`)),
  );
  return known.size === 1 ? [...known][0] : undefined;
}

/** Without quotes and the schema that PostgreSQL looks in first. */
function tableName(table: string): string {
  return table
    .replaceAll('"', '')
    .replace(/^public\./i, '')
    .toLowerCase();
}
