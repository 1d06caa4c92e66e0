import { posix } from 'node:path';
import type { Scenario } from '../model/scenario.ts';
import type { Tagged } from '../model/schema.ts';
import { SIDES } from '../model/side.ts';
import { canonicalJson } from '../runtime/canonical-json.ts';
import type { Workspace } from './workspace.ts';

/** A place that a scenario writes, as its file names it: no connection is asked. */
export interface WrittenPlace {
  readonly scenario: string;
  /** What writes there: `effect partner-file`, `output clients of the candidate`. */
  readonly what: string;
  /** The real target of an effect; else where a rehearsal leaves an output. */
  readonly real: boolean;
  /** For people: `s3://backup/clients/`. */
  readonly text: string;
  /** Which server it is of, all names of one being one. */
  readonly at: string;
  /** Path, key or table there. */
  readonly path: string;
  /** How it holds others: nothing but itself, the files of a folder, or all whose names begin so. */
  readonly holds: 'itself' | 'folder' | 'prefix';
}

type Places = Pick<Workspace, 'hosts' | 'databases'>;
type Config = Readonly<Record<string, unknown>>;
type Found = Pick<WrittenPlace, 'text' | 'at' | 'path' | 'holds'>;

/** The real targets of a scenario's effects, and the files and objects that its rehearsals bring home. A query and a log are read, so they are nobody's place. */
export function writtenPlaces(scenario: Scenario, places: Places): readonly WrittenPlace[] {
  const targets = Object.entries(scenario.effects).flatMap(([name, { kind, target }]) =>
    target === undefined ? [] : targetOf({ kind, config: target }, places).map((one) => ({ ...one, what: `effect ${name}`, real: true })),
  );
  const outputs = Object.entries(scenario.outputs).flatMap(([name, { sides }]) =>
    SIDES.flatMap((side) => outputOf(sides[side], places).map((one) => ({ ...one, what: `output ${name} of the ${side}`, real: false }))),
  );
  return [...targets, ...outputs].map((one) => ({ ...one, scenario: scenario.id }));
}

function targetOf({ kind, config }: Tagged, places: Places): readonly Found[] {
  const { host, path, bucket, prefix, database, query } = config as Config;
  if (kind === 'sftp') return [{ ...onHost(String(host), String(path), places), holds: 'folder' }];
  if (kind === 's3') return [object(bucket, prefix, 'prefix')];
  if (kind !== 'table') return [{ text: `${kind} ${canonicalJson(config)}`, at: kind, path: canonicalJson(config), holds: 'itself' }];
  const name = String(database);
  return tablesOf(String(query)).map((table) => ({
    ...{ text: `table ${table} of ${name}`, at: `sql ${canonicalJson(places.databases[name] ?? name)}`, path: table, holds: 'itself' },
  }));
}

function outputOf({ kind, config }: Tagged, places: Places): readonly Found[] {
  const { host, path, glob, bucket, key, prefix } = config as Config;
  const file = String(path ?? glob);
  if (kind === 'sftp') return [{ ...onHost(String(host), file, places), holds: 'itself' }];
  if (kind === 'file') return [{ text: `file://${file}`, at: 'file', path: posix.normalize(file), holds: 'itself' }];
  if (kind === 's3') return [key === undefined ? object(bucket, prefix, 'prefix') : object(bucket, key, 'itself')];
  return [];
}

/** Relative paths start at the folder of a login, absolute ones do not depend on it. */
function onHost(host: string, path: string, { hosts }: Places): Omit<Found, 'holds'> {
  const entry = hosts[host];
  const { address = entry, port, user } = entry !== undefined && 'ssh' in entry ? entry.ssh : {};
  const whole = posix.normalize(path).replace(/(?<=.)\/$/, '');
  const at = `sftp ${canonicalJson([address ?? host, port ?? 22, whole.startsWith('/') ? null : (user ?? null)])}`;
  return { text: `sftp://${host}/${path}`, at, path: whole };
}

function object(bucket: unknown, path: unknown, holds: Found['holds']): Found {
  return { text: `s3://${bucket}/${path ?? ''}`, at: `s3 ${bucket}`, path: String(path ?? ''), holds };
}

/** The tables that a query names after FROM and JOIN; where it names none that way, the query stands for them. */
function tablesOf(query: string): readonly string[] {
  const plain = query.toLowerCase().replace(/\s+/g, ' ').trim();
  const named = [...plain.matchAll(/\b(?:from|join) ([\w$."]+)/g)].map(([, table = '']) => table.replaceAll('"', '').replace(/^public\./, ''));
  return named.length === 0 ? [plain] : [...new Set(named)];
}
