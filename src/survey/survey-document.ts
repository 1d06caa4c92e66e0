import type { Consequence } from '../model/consequence.ts';
import type { Block, Document, Text } from '../model/document.ts';
import { formatLocation } from '../model/location.ts';
import type { Survey, SurveyEntry } from '../model/survey.ts';
import { findingsBlocks, list, partConsequences } from './findings-blocks.ts';
import { wallTime } from './wall-time.ts';

/** Letters of a command in a table; survey.json has all of it. */
const COMMAND = 200;

/**
 * The survey for people: what runs and when, what is not known, what follows, who else uses the host, and at last each batch with what it uses. `consequences`: by the id of an
 * entry.
 */
export function surveyDocument(survey: Survey, consequences: ReadonlyMap<string, readonly Consequence[]> = new Map()): Document {
  const { host, entries, ignored, unread } = survey;
  const enabled = entries.filter((entry) => entry.enabled);
  const unresolved = entries.flatMap(({ uses }) => uses.unresolved);
  const zone = host.zone === undefined ? 'the host did not say its zone, so times are UTC' : `times by the clock of ${host.zone}`;
  const summary = `${entries.length} entries, ${enabled.length} of them enabled; ${survey.scripts.length} scripts read; ${unresolved.length} things not resolved. Read ${host.at}; ${zone}.`;
  const { shared, own } = partConsequences(entries, consequences);
  const each = entries.flatMap((entry) => batchBlocks(entry, own(entry.id)));
  return {
    title: `Survey of ${host.name}`,
    status: unread.length > 0 ? 'inconclusive' : 'pass',
    statusText: unread.length > 0 ? 'INCOMPLETE' : 'COMPLETE',
    blocks: [
      { kind: 'text', spans: [{ text: summary }] },
      ...list(
        'Not read',
        unread.map(({ path, why }) => `${path}: ${why}`),
        'warning',
      ),
      table(
        'Entries',
        ['where', 'enabled', 'user', 'when', 'next', 'command'],
        entries.map((entry) => entryRow(entry, host.zone)),
      ),
      ...list(
        'Passed over by the scheduler',
        ignored.map(({ at, why }) => `${formatLocation(at)}: ${why}`),
      ),
      ...findingsBlocks(survey),
      ...shared,
      ...list('Users of the host', usersOf(survey)),
      ...(each.length === 0
        ? []
        : [{ kind: 'heading' as const, level: 2 as const, text: 'Each batch: what it uses, and what changes for it' }, ...each]),
    ],
  };
}

function entryRow({ at, enabled, disabledBecause, user, schedule, command }: SurveyEntry, hostZone: string | undefined): Text[] {
  const when = schedule.words === undefined || schedule.words === schedule.written ? schedule.written : `${schedule.written} (${schedule.words})`;
  const [next] = schedule.next;
  return [
    { text: formatLocation(at) },
    enabled ? { text: 'yes' } : { text: `no: ${disabledBecause ?? ''}`, tone: 'muted' },
    { text: user },
    { text: when },
    {
      text:
        next === undefined
          ? ''
          : `${wallTime(next, schedule.zone)}${schedule.zone === undefined || schedule.zone === hostZone ? '' : ` ${schedule.zone}`}`,
    },
    { text: command.length > COMMAND ? `${command.slice(0, COMMAND)}…` : command },
  ];
}

/** Its id stands here: claims at the gate and drafts name it. */
function batchBlocks({ id, at, uses }: SurveyEntry, changes: readonly Text[]): readonly Block[] {
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
  const items = [...[...new Set(lines)].map((text): Text => ({ text })), ...unknown, ...unset, ...changes];
  return [
    { kind: 'heading', level: 3, text: `${formatLocation(at)}, ${id}`, literal: true },
    { kind: 'list', items: items.length === 0 ? [{ text: 'nothing was seen that it uses', tone: 'muted' }] : items },
  ];
}

function usersOf({ users }: Survey): readonly string[] {
  return [
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
}

function table(caption: string, titles: readonly string[], rows: readonly (readonly Text[])[]): Block {
  return { kind: 'table', caption, columns: titles.map((title) => ({ title })), rows };
}
