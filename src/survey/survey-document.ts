import type { Consequence } from '../model/consequence.ts';
import type { Block, Document, Text } from '../model/document.ts';
import { formatLocation } from '../model/location.ts';
import type { Survey, SurveyEntry } from '../model/survey.ts';
import { findingsBlocks } from './findings-blocks.ts';

/** The survey for people: what runs and when, what each uses, what is not known, who else uses the host, and what follows. `consequences`: by the id of an entry. */
export function surveyDocument(survey: Survey, consequences: ReadonlyMap<string, readonly Consequence[]> = new Map()): Document {
  const { host, entries, ignored, unread } = survey;
  const enabled = entries.filter((entry) => entry.enabled);
  const unresolved = entries.flatMap(({ uses }) => uses.unresolved);
  const summary = `${entries.length} entries, ${enabled.length} of them enabled; ${survey.scripts.length} scripts read; ${unresolved.length} things not resolved. Read ${host.at}${host.zone === undefined ? '' : `, zone ${host.zone}`}.`;
  return {
    title: `Survey of ${host.name}`,
    status: unread.length > 0 ? 'inconclusive' : 'pass',
    statusText: unread.length > 0 ? 'INCOMPLETE' : 'COMPLETE',
    blocks: [
      { kind: 'text', spans: [{ text: summary }] },
      ...listBlock(
        'Not read',
        unread.map(({ path, why }) => ({ text: `${path}: ${why}`, tone: 'warning' })),
      ),
      table('Entries', ['where', 'enabled', 'user', 'when', 'command'], entries.map(entryRow)),
      ...listBlock(
        'Passed over by the scheduler',
        ignored.map(({ at, why }) => ({ text: `${formatLocation(at)}: ${why}` })),
      ),
      ...entries.flatMap(usesOf),
      ...usersOf(survey),
      ...findingsBlocks(survey, consequences),
    ],
  };
}

function entryRow({ at, enabled, disabledBecause, user, schedule, command }: SurveyEntry): Text[] {
  const when = schedule.words === undefined || schedule.words === schedule.written ? schedule.written : `${schedule.written} (${schedule.words})`;
  const next = schedule.next[0] === undefined ? '' : `, next ${schedule.next[0].slice(0, 16)}Z`;
  return [
    { text: formatLocation(at) },
    enabled ? { text: 'yes' } : { text: `no: ${disabledBecause ?? ''}`, tone: 'muted' },
    { text: user },
    { text: `${when}${next}` },
    { text: command.slice(0, 200) },
  ];
}

function usesOf({ at, uses }: SurveyEntry): readonly Block[] {
  const lines = [
    ...uses.files
      .filter(({ access }) => !/^(?:mention|match|execute)$/.test(access))
      .map(({ path, access, remote }) => `${access} ${remote === undefined ? '' : `${remote}:`}${path}`),
    ...uses.databases.map(({ kind, host = 'local', database = '?' }) => `${kind} ${host}/${database}`),
    ...uses.tables.map(({ table: name, access }) => `${access} table ${name}`),
    ...uses.objects.map(({ address, access, kind }) => `${access} ${kind} ${address}`),
    ...uses.endpoints
      .filter(({ kind }) => !/^(?:postgres|mysql)$/.test(kind))
      .map(({ kind, host, port }) => `${kind} ${host}${port === undefined ? '' : `:${port}`}`),
    ...uses.secrets.map(({ what, at: place }) => `a secret is here: ${what}, ${formatLocation(place)}`),
  ];
  const unknown = uses.unresolved.map(({ at: place, what, why }): Text => ({ text: `${formatLocation(place)}: ${what}: ${why}`, tone: 'warning' }));
  const unset = uses.variables
    .filter(({ origin }) => origin === 'nowhere')
    .map(({ name, at: place }): Text => ({ text: `${formatLocation(place)}: ${name} is set nowhere that was read`, tone: 'warning' }));
  const items = [...[...new Set(lines)].map((text): Text => ({ text })), ...unknown, ...unset];
  return items.length === 0
    ? []
    : [
        { kind: 'heading', level: 3, text: formatLocation(at), literal: true },
        { kind: 'list', items },
      ];
}

function usersOf({ users }: Survey): readonly Block[] {
  const items = [
    ...users.logins
      .slice(0, 20)
      .map(
        ({ user, from, count, last }) =>
          `login ${user}${from === undefined ? '' : ` from ${from}`}: ${count}${last === undefined ? '' : `, last ${last}`}`,
      ),
    ...users.mounts.map(({ source, on, type }) => `mount ${source} on ${on} (${type})`),
    ...users.exports.map(({ path, to }) => `export ${path} to ${to}`),
    ...users.listening.map(({ address, port, program }) => `listening ${address}:${port}${program === undefined ? '' : ` (${program})`}`),
    ...users.readers.map(({ path, by, seen, last }) => `reader of ${path}: ${by ?? 'somebody'} (${seen}${last === undefined ? '' : `, ${last}`})`),
  ];
  return listBlock(
    'Users of the host',
    items.map((text) => ({ text })),
  );
}

function listBlock(title: string, items: readonly Text[]): readonly Block[] {
  return items.length === 0
    ? []
    : [
        { kind: 'heading', level: 2, text: title },
        { kind: 'list', items },
      ];
}

function table(caption: string, titles: readonly string[], rows: readonly (readonly Text[])[]): Block {
  return { kind: 'table', caption, columns: titles.map((title) => ({ title })), rows };
}
