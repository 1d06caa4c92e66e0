import { readFile } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import type { EffectReading } from '../model/effect.ts';
import { TwinrunError } from '../model/error.ts';
import type { EvidencePair, SideEvidence } from '../model/evidence.ts';
import type { Observation } from '../model/observation.ts';
import type { ProbeReading } from '../model/probe-reading.ts';
import type { RunRecord } from '../model/run.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Side } from '../model/side.ts';
import type { Collected } from './collect.ts';

/** `probes.json`: what was read around the takes. */
export interface Readings {
  readonly schema: 'twinrun.readings/1';
  readonly probes: readonly ProbeReading[];
  readonly effects: readonly EffectReading[];
}

/** A sealed run, read back: all that judging needs, from its folder alone. */
export interface StoredRun {
  readonly record: RunRecord;
  readonly scenario: Scenario;
  /** Absent for a run that was cancelled before both takes were over. */
  readonly pair: EvidencePair | undefined;
}

/** Reads a run folder whose seal was verified. Throws `evidence.unreadable` for a schema of another version, `evidence.alone` (misuse) for a soak without legacy. */
export async function readStoredRun(folder: string): Promise<StoredRun> {
  const record = await readJson<RunRecord>(folder, 'run.json', 'twinrun.run/1');
  const scenario = await readJson<Scenario>(folder, 'scenario.json', 'twinrun.scenario/1');
  if (record.soak?.mode === 'alone') throw alone(folder, record);
  if (record.outcome === 'cancelled') return { record, scenario, pair: undefined };
  const readings = await readJson<Readings>(folder, 'probes.json', 'twinrun.readings/1');
  const [legacy, candidate] = await Promise.all([readSide(folder, 'legacy'), readSide(folder, 'candidate')]);
  const { probes, effects } = readings;
  const previous = record.previous === undefined ? {} : { previous: record.previous.outputs };
  return { record, scenario, pair: { legacy, candidate, outputs: scenario.outputs, probes, effects, ...previous } };
}

/** The candidate's natural run of a soak without legacy, read back. */
export interface StoredAlone {
  readonly record: RunRecord;
  readonly scenario: Scenario;
  readonly candidate: SideEvidence;
}

/** Reads the folder of a run that was taken without legacy. Throws `evidence.unreadable`. */
export async function readStoredAlone(folder: string): Promise<StoredAlone> {
  const record = await readJson<RunRecord>(folder, 'run.json', 'twinrun.run/1');
  const scenario = await readJson<Scenario>(folder, 'scenario.json', 'twinrun.scenario/1');
  return { record, scenario, candidate: await readSide(folder, 'candidate') };
}

async function readSide(folder: string, side: Side): Promise<SideEvidence> {
  const take = `takes/${side}-1`;
  const observation = await readJson<Observation>(folder, `${take}/observation.json`, 'twinrun.observation/1');
  const collected = await readJson<Collected>(folder, `${take}/artifacts.json`, 'twinrun.artifacts/1');
  return {
    observation,
    artifacts: collected.artifacts.map((one) => ({ ...one, file: insideRun(folder, take, one.path) })),
    missing: collected.missing,
    log: { file: resolve(folder, take, 'log.txt') },
  };
}

/** Absolute path of an artifact. A run folder may come from anywhere: nothing outside of it is read. */
function insideRun(folder: string, take: string, path: string): string {
  const root = resolve(folder, take, 'artifacts') + sep;
  const file = resolve(folder, path);
  if (file.startsWith(root)) return file;
  throw unreadable(join(folder, take, 'artifacts.json'), `artifacts below ${take}/artifacts/`, path);
}

async function readJson<T extends { readonly schema: string }>(folder: string, path: string, schema: T['schema']): Promise<T> {
  const file = join(folder, path);
  let value: T;
  try {
    value = JSON.parse(await readFile(file, 'utf8')) as T;
  } catch (cause) {
    throw unreadable(file, `JSON of ${schema}`, cause instanceof Error ? cause.message : String(cause), cause);
  }
  if (value.schema !== schema) throw unreadable(file, schema, String(value.schema));
  return value;
}

function alone(file: string, { id }: RunRecord): TwinrunError {
  return new TwinrunError({
    code: 'evidence.alone',
    class: 'misuse',
    message: `run ${id} is of a soak without legacy: there are no two sides to compare`,
    expected: 'a run with both sides',
    received: "the candidate's natural run",
    at: { file },
    fix: 'Read soak.json of that folder: by what it was judged, and how.',
  });
}

function unreadable(file: string, expected: string, received: string, cause?: unknown): TwinrunError {
  return new TwinrunError({
    code: 'evidence.unreadable',
    message: 'a file of the run cannot be read',
    at: { file },
    expected,
    received,
    fix: 'Judge the run with the version of twinrun that wrote it (run.json says which).',
    cause,
  });
}
