import { withoutClaim } from '../connections/crontab/wrap-line.ts';
import type { Clock } from '../model/clock.ts';
import type { Survey, SurveyEntry, SurveyScript } from '../model/survey.ts';
import { sha256 } from '../runtime/hash.ts';
import { scopeOf, settingsOf } from './entry-scope.ts';
import { zoneOf } from './host-zone.ts';
import { seenOutputs } from './outputs.ts';
import { relationsOf } from './relations.ts';
import { scheduleOf } from './schedule-of.ts';
import { isSecretName, secretsIn } from './secret-text.ts';
import { sharedContainers } from './shared-containers.ts';
import { loadShellGrammar, type ParseShell } from './shell/grammar.ts';
import { walkEntry } from './shell/walk-text.ts';
import { loadSqlParser } from './sql/read-sql.ts';
import { straysOf } from './strays.ts';
import { readTables } from './tables/read-tables.ts';
import type { TableEntry } from './tables/table-entry.ts';
import type { HostTree } from './tree/host-tree.ts';
import { readUsers } from './users/read-users.ts';
import { collectUses } from './uses.ts';
import { withoutSecrets } from './without-secrets.ts';

interface Notes {
  readonly tree: HostTree;
  readonly parse: ParseShell;
  readonly scripts: Map<string, SurveyScript>;
  readonly secrets: Set<string>;
  readonly zone: string | undefined;
}

/** The survey of what was read of a host. The values of secrets that were met are in none of its texts. */
export async function surveyTree(tree: HostTree, { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal }): Promise<Survey> {
  const parse = await loadShellGrammar();
  await loadSqlParser();
  const zone = zoneOf(tree);
  const notes: Notes = { tree, parse, scripts: new Map(), secrets: new Set(), zone };
  const { entries: tables, ignored } = readTables(tree);
  const entries: SurveyEntry[] = [];
  const ids = new Map<string, number>();
  for (const table of tables) {
    signal.throwIfAborted();
    // Lets a signal be heard between entries.
    await clock.sleep(0, signal);
    const id = idOf(table);
    const count = (ids.get(id) ?? 0) + 1;
    ids.set(id, count);
    entries.push(readEntry(notes, table, count === 1 ? id : `${id}-${count}`));
  }
  const read: Survey = {
    schema: 'twinrun.survey/1',
    host: { ...tree.host, ...(zone === undefined ? {} : { zone }) },
    entries,
    scripts: [...notes.scripts.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
    ignored,
    users: readUsers(tree, entries),
    outputs: seenOutputs(tree, entries),
    unread: unreadOf(tree),
  };
  const survey = withoutSecrets(read, notes.secrets);
  const relations = relationsOf(survey);
  return { ...survey, relations, strays: straysOf({ ...survey, relations }), containers: sharedContainers(survey) };
}

/** By where it is and what it does, not by its line: a line that is put before it changes nothing. Nor does the claim that a cutover puts before its command. */
function idOf({ at, user, schedule, command }: TableEntry): string {
  const file = at.file ?? '';
  const short = file.replace(/^\/(?:etc|var\/spool)\//, '').replace(/^.*\/systemd\/system\//, 'systemd/');
  return `${short}#${sha256(JSON.stringify([file, user, schedule.written, withoutClaim(command)])).slice(0, 8)}`;
}

function readEntry({ tree, parse, scripts, secrets, zone }: Notes, table: TableEntry, id: string): SurveyEntry {
  const uses = collectUses(secrets);
  const given = table.environment.map((one) => ({ ...one, file: one.file ?? table.at.file ?? '' }));
  for (const { name, value, file, line } of [...given, ...settingsOf(tree, table)]) {
    if (isSecretName(name) && value !== '') uses.secret(value, `the value of ${name}`, { file, line });
    else for (const one of secretsIn(value)) uses.secret(one.value, one.what, { file, line });
  }
  for (const { path, optional, at } of table.settings ?? [])
    if (!optional && tree.text(path) === undefined)
      uses.unresolved(at, 'settings-missing', path, 'its variables are not known, and without the file the service does not start');
  const script = (path: string, interpreter: string, scan: SurveyScript['scan']) => {
    const before = scripts.get(path);
    scripts.set(
      path,
      before === undefined ? scriptOf(tree, path, { interpreter, scan, id }) : { ...before, entries: [...new Set([...before.entries, id])] },
    );
  };
  for (const { command, at } of [...(table.beside ?? []), table])
    walkEntry({ tree, uses, parse, script }, { text: withoutClaim(command), file: at.file ?? '', line: at.line ?? 1 }, scopeOf(tree, table));
  const { environment, folder: _, beside: __, settings: ___, schedule, ...kept } = table;
  const values = environment.map(({ name, value }) => [name, isSecretName(name) && value !== '' ? '[secret]' : value] as const);
  return { id, ...kept, schedule: scheduleOf(schedule, zone, tree.host.at), environment: Object.fromEntries(values), uses: uses.done() };
}

function scriptOf(
  tree: HostTree,
  path: string,
  { interpreter, scan, id }: { interpreter: string; scan: SurveyScript['scan']; id: string },
): SurveyScript {
  const found = tree.find(path);
  const bytes = found?.content?.();
  return {
    ...{ path, sha256: bytes === undefined ? '' : sha256(bytes), bytes: found?.size ?? 0, interpreter, scan },
    ...(found?.owner === undefined ? {} : { owner: found.owner }),
    ...(found?.mode === undefined ? {} : { mode: found.mode.toString(8).padStart(4, '0') }),
    entries: [id],
  };
}

/** Without a host's crontabs a survey is not complete, whatever else it has. */
function unreadOf(tree: HostTree): Survey['unread'] {
  const schedulers = [
    '/etc/crontab',
    '/etc/cron.d',
    '/etc/cron.daily',
    '/var/spool/cron',
    '/etc/systemd/system',
    '/usr/lib/systemd/system',
    '/lib/systemd/system',
  ];
  const some = schedulers.some((path) => tree.find(path) !== undefined) || tree.answers['own-crontab'] !== undefined;
  return some ? tree.unread : [...tree.unread, { path: '/etc/crontab', why: 'there is no table of any scheduler here: is this the root of a host?' }];
}
