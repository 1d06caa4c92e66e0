import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artifact } from '../model/artifact.ts';
import type { LedgerRecord, RunEntry, SoakEntry } from '../model/ledger.ts';
import type { Seal } from '../model/run.ts';
import { soakRunsOf } from '../model/soak.ts';
import type { OutputFigures, SoakFigures, SoakRecord } from '../model/soak-record.ts';
import type { Store } from '../model/store.ts';
import type { Verdict } from '../model/verdict.ts';
import { sha256 } from '../runtime/hash.ts';
import { SEAL_FILE, VERDICT_FILE } from '../store/run-folder.ts';
import { namesOf } from './figures.ts';

/** `soak.json` of a run. */
export const SOAK_FILE = 'soak.json';

/** A pass that bounds come from. */
export interface Pass {
  readonly run: string;
  readonly figures: SoakFigures;
}

/**
 * The last passes of a scenario in a world, newest first, at most `last`: rehearsals that passed, and green natural runs, compared or not. Only what is as the ledger cites it counts:
 * `soak.json` by its hash, what was compared by its seal. Of those only the count of rows comes from its verdict, which can be made again. What cannot be read is passed over.
 */
export async function readHistory(
  store: Store,
  records: readonly LedgerRecord[],
  { scenario, world, last }: { readonly scenario: string; readonly world: string; readonly last: number },
): Promise<readonly Pass[]> {
  const passes: Pass[] = [];
  for (const { entry } of records.toReversed()) {
    if (passes.length === last) break;
    if ((entry.type !== 'run' && entry.type !== 'soak') || entry.scenario !== scenario || entry.world !== world || entry.status !== 'pass') continue;
    // What was made for something else, such as a calibration, is no night like another.
    if (entry.type === 'run' && (entry.purpose ?? 'rehearsal') !== 'rehearsal') continue;
    const figures = await (entry.type === 'soak' && entry.mode === 'alone' ? ofSoak(store, entry) : ofCompared(store, entry)).catch(() => undefined);
    if (figures !== undefined) passes.push({ run: entry.run, figures });
  }
  return passes;
}

async function ofSoak(store: Store, entry: SoakEntry): Promise<SoakFigures | undefined> {
  return (await readSoakRecord(store, entry))?.figures;
}

/** The record of a judged fire; undefined where it is not the one that the ledger cites. Throws as `fetch`. */
export async function readSoakRecord(store: Store, { scenario, run, record }: SoakEntry): Promise<SoakRecord | undefined> {
  const { folder } = await store.fetch(soakRunsOf(scenario), run);
  const text = await readFile(join(folder, SOAK_FILE), 'utf8');
  return sha256(text) === record ? (JSON.parse(text) as SoakRecord) : undefined;
}

/** What was compared with legacy: a rehearsal, or a natural run with legacy in its shadow. */
async function ofCompared(store: Store, { type, scenario, run, seal }: RunEntry | SoakEntry): Promise<SoakFigures | undefined> {
  const { folder } = await store.fetch(type === 'soak' ? soakRunsOf(scenario) : scenario, run);
  const sealText = await readFile(join(folder, SEAL_FILE), 'utf8');
  if (sha256(sealText) !== seal) return undefined;
  const path = 'takes/candidate-1/artifacts.json';
  const text = await readFile(join(folder, path), 'utf8');
  const sealed = (JSON.parse(sealText) as Seal).files.find((file) => file.path === path);
  if (sealed?.sha256 !== sha256(text)) return undefined;
  const { artifacts } = JSON.parse(text) as { readonly artifacts: readonly Artifact[] };
  const verdict = await readFile(join(folder, VERDICT_FILE), 'utf8').then((json) => JSON.parse(json) as Verdict);
  const rows = verdict.seal === seal ? rowsIn(verdict) : {};
  const names = [...new Set(artifacts.map(({ output }) => output))];
  return { outputs: Object.fromEntries(names.map((name) => [name, outputFigures(artifacts, name, rows[name])])) };
}

function outputFigures(all: readonly Artifact[], output: string, rows: number | undefined): OutputFigures {
  const mine = all.filter((one) => one.output === output);
  const bytes = mine.reduce((sum, { size }) => sum + size, 0);
  return { files: mine.length, names: namesOf(mine), bytes, ...(rows === undefined ? {} : { rows }) };
}

function rowsIn({ checks }: Verdict): Readonly<Record<string, number>> {
  const counted = checks.flatMap(({ id, output, result }) => {
    const rows = result?.figures['candidate.rows'];
    return id === 'row-count' && output !== undefined && typeof rows === 'number' ? [[output, rows] as const] : [];
  });
  return Object.fromEntries(counted);
}
