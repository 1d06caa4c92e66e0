import { lstat, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { TwinrunError } from '../model/error.ts';
import { soakRunsOf } from '../model/soak.ts';
import type { SealedRun } from '../model/store.ts';
import { sha256 } from '../runtime/hash.ts';
import { type Damage, findDamage } from './find-damage.ts';
import { parseSeal } from './parse-seal.ts';
import { readJsonFile } from './read-json-file.ts';
import { JOURNAL_FILE, partialId, placeOf, RUN_FILE, SEAL_FILE, VERDICT_FILE } from './run-folder.ts';
import { absentOrFault } from './store-fault.ts';
import { readTombstone, type Tombstone } from './tombstone.ts';

/** A run folder that was looked through: `damage` is empty when all is as it was sealed. */
export interface OpenedRun extends SealedRun {
  readonly damage: readonly Damage[];
  /** Set when artifacts were removed on purpose: then there is nothing left to judge. */
  readonly tombstone?: Tombstone;
}

/**
 * Opens a run folder anywhere, also a copy on another machine, and verifies every file of it against its seal. Writes nothing.
 * Throws `run.not-a-run` or `run.interrupted` (misuse), and `evidence.damaged` (fault) when `seal.json` itself is missing or unreadable.
 */
export async function openSealed(folder: string): Promise<OpenedRun> {
  const root = resolve(folder);
  const data = await readFile(join(root, SEAL_FILE))
    .catch(notAFolder)
    .catch(absentOrFault(join(root, SEAL_FILE)));
  if (data === undefined) throw await noSeal(root);
  if (partialId(basename(root)) !== undefined) throw interrupted(root);
  const seal = parseSeal(data.toString('utf8'));
  if (typeof seal === 'string') throw unreadableSeal(root, seal);
  const sealHash = sha256(data);
  const record = await readJsonFile(join(root, RUN_FILE));
  const verdict = await readJsonFile(join(root, VERDICT_FILE));
  const tombstone = await readTombstone(root, seal);
  const pruned = new Set(tombstone?.files.map(({ path }) => path));
  return {
    ...(tombstone === undefined ? {} : { tombstone }),
    id: seal.run,
    scenario: nameIn(record) ?? placeOf(root).scenario,
    folder: root,
    seal,
    sealHash,
    damage: await findDamage(root, seal, sealHash, { record, verdict }, pruned),
  };
}

/** Under which name the store keeps it. */
function nameIn(record: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const scenario = record?.scenario;
  if (typeof scenario !== 'string') return undefined;
  return record?.kind === 'soak' ? soakRunsOf(scenario) : scenario;
}

/** Throws `evidence.damaged` (fault, exit 4), naming each damaged file. */
export function assertIntact(run: Pick<OpenedRun, 'id' | 'folder' | 'damage'>): void {
  const first = run.damage[0];
  if (first === undefined) return;
  const paths = [...new Set(run.damage.map((one) => one.path))];
  throw new TwinrunError({
    code: 'evidence.damaged',
    class: 'fault',
    message: `the evidence of run ${run.id} is damaged: ${paths.join(', ')}`,
    expected: run.damage.map((one) => `${one.path}: ${one.expected}`).join('; '),
    received: run.damage.map((one) => `${one.path}: ${one.received}`).join('; '),
    at: { file: `${run.folder}/${first.path}` },
    fix: 'Judge an intact copy of the run folder, or run again. Damaged evidence proves nothing.',
  });
}

function notAFolder(thrown: unknown): undefined {
  if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOTDIR') return undefined;
  throw thrown;
}

async function noSeal(root: string): Promise<TwinrunError> {
  const there = async (name: string) => (await lstat(join(root, name)).catch(() => undefined)) !== undefined;
  if (partialId(basename(root)) !== undefined) return interrupted(root);
  if (await there(RUN_FILE)) return unreadableSeal(root, 'no such file');
  if (await there(JOURNAL_FILE)) return interrupted(root);
  return new TwinrunError({
    code: 'run.not-a-run',
    class: 'misuse',
    message: 'this is not a run folder',
    expected: `a folder that holds ${SEAL_FILE}`,
    received: (await there('')) ? 'none in it' : 'no such folder',
    at: { file: root },
    fix: '`twinrun runs` lists the folders of all runs.',
  });
}

function interrupted(root: string): TwinrunError {
  return new TwinrunError({
    code: 'run.interrupted',
    class: 'misuse',
    message: 'this run was interrupted before it was sealed, so it is no evidence',
    expected: 'the folder of a sealed run',
    received: basename(root),
    at: { file: root },
    fix: 'Run the scenario again. journal.jsonl in this folder says how far it came.',
  });
}

function unreadableSeal(root: string, problem: string): TwinrunError {
  return new TwinrunError({
    code: 'evidence.damaged',
    class: 'fault',
    message: `the evidence is damaged: ${SEAL_FILE} cannot be relied on`,
    expected: 'the seal as it was written',
    received: problem,
    at: { file: join(root, SEAL_FILE) },
    fix: 'Judge an intact copy of the run folder, or run again. Damaged evidence proves nothing.',
  });
}
