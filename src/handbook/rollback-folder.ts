import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Look } from '../experiment/look.ts';
import type { Context } from '../model/context.ts';
import { writeFileAtomic } from '../runtime/atomic-file.ts';
import { createJournal, type JournalEntry, type JournalFile, readJournal, reopenJournal } from '../store/journal-file.ts';
import { safeName } from '../store/safe-name.ts';
import { ActJournal } from './act-journal.ts';
import { keptIds, readKept } from './read-kept.ts';
import type { RollbackPlan } from './rollback-plan.ts';
import type { RollbackResult } from './rollback-result.ts';

/** Where the rollbacks of a scenario lie, below the folder of runs. */
const ROOM = '_rollbacks';
const PLAN_FILE = 'plan.json';
const JOURNAL_FILE = 'journal.jsonl';
export const LOOK_FILE = 'look-before.json';
export const RESULT_FILE = 'result.json';

/** One rollback or drill on disk: plan, journal, what attempts left, result. Folders 0700, files 0600. */
export interface RollbackFolder {
  readonly id: string;
  readonly folder: string;
  readonly plan: RollbackPlan;
  readonly journal: ActJournal;
  close(): Promise<void>;
}

/** One that was begun, as it lies there. */
export interface KnownRollback {
  readonly id: string;
  readonly folder: string;
  readonly plan: RollbackPlan;
  /** Of its last pass; absent where none came to an end. */
  readonly result?: RollbackResult;
  readonly abandoned: boolean;
  /** Its journal. */
  readonly entries: readonly JournalEntry[];
}

/** Begins one: its plan is on disk before anything is done. */
export async function openRollback(root: string, id: string, plan: RollbackPlan, x: Pick<Context, 'clock'>): Promise<RollbackFolder> {
  const folder = folderOf(root, plan.scenario, id);
  await mkdir(join(folder, 'acts'), { recursive: true, mode: 0o700 });
  await writeFileAtomic(join(folder, PLAN_FILE), `${JSON.stringify(plan, undefined, 2)}\n`);
  const file = await createJournal(join(folder, JOURNAL_FILE), x);
  return opened({ id, folder, plan }, file, [], x);
}

/** Goes on with one, by the plan of now; half a line of a process that died is put aside. */
export async function reopenRollback(
  { id, folder }: Pick<KnownRollback, 'id' | 'folder'>,
  plan: RollbackPlan,
  x: Pick<Context, 'clock'>,
): Promise<RollbackFolder> {
  await writeFileAtomic(join(folder, PLAN_FILE), `${JSON.stringify(plan, undefined, 2)}\n`);
  const journal = join(folder, JOURNAL_FILE);
  const file = (await exists(journal)) ? await reopenJournal(journal, x) : await createJournal(journal, x);
  const { entries } = await readJournal(journal);
  return opened({ id, folder, plan }, file, entries, x);
}

/** All of a scenario, the newest first. One that died before its plan was written has begun nothing, and is left out. */
export async function knownRollbacks(root: string, scenario: string): Promise<readonly KnownRollback[]> {
  const room = join(root, safeName(scenario), ROOM);
  const ids = await keptIds(room);
  const known = await Promise.all(
    ids.map(async (id): Promise<KnownRollback | undefined> => {
      const folder = join(room, id);
      const plan = await readKept<RollbackPlan>(join(folder, PLAN_FILE), 'twinrun.rollback-plan/1');
      if (plan === undefined) return undefined;
      const result = await readKept<RollbackResult>(join(folder, RESULT_FILE), 'twinrun.rollback/1');
      const journal = join(folder, JOURNAL_FILE);
      const { entries } = (await exists(journal)) ? await readJournal(journal) : { entries: [] };
      const abandoned = entries.some(({ type }) => type === 'rollback.abandoned');
      return { id, folder, plan, abandoned, entries, ...(result === undefined ? {} : { result }) };
    }),
  );
  return known.filter((one) => one !== undefined);
}

/** What lay at the real targets before a drill; undefined where it was not looked yet. */
export async function readLook(folder: string): Promise<Look | undefined> {
  const look = await readKept<{ readonly schema: 'twinrun.look/1'; readonly targets: Look }>(join(folder, LOOK_FILE), 'twinrun.look/1');
  return look?.targets;
}

/** Whether something of it may be left half done. */
export function isOpen({ result, abandoned }: KnownRollback): boolean {
  return !abandoned && result?.status !== 'pass' && result?.undone !== true;
}

function folderOf(root: string, scenario: string, id: string): string {
  return join(root, safeName(scenario), ROOM, safeName(id));
}

function opened(
  head: Pick<RollbackFolder, 'id' | 'folder' | 'plan'>,
  file: JournalFile,
  entries: readonly JournalEntry[],
  { clock }: Pick<Context, 'clock'>,
): RollbackFolder {
  return { ...head, journal: new ActJournal(file, entries, clock), close: () => file.close() };
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
