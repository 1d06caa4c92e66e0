import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ActJournal } from '../handbook/act-journal.ts';
import { keptIds, readKept } from '../handbook/read-kept.ts';
import type { Context } from '../model/context.ts';
import { writeFileAtomic } from '../runtime/atomic-file.ts';
import { createJournal, readJournal, reopenJournal } from '../store/journal-file.ts';
import { safeName } from '../store/safe-name.ts';
import type { CutoverPlan } from './cutover-plan.ts';
import type { CutoverResult } from './cutover-result.ts';

const PLAN = 'plan.json';
/** In the folder of a cutover. */
export const JOURNAL = 'journal.jsonl';
const RESULT = 'result.json';

/** One cutover on disk: `_cutovers/<id>/` with plan, journal, what attempts left, result. Folders 0700, files 0600. */
export interface CutoverFolder {
  readonly id: string;
  readonly folder: string;
  readonly plan: CutoverPlan;
  readonly journal: ActJournal;
  close(): Promise<void>;
}

/** One that was begun. */
export interface KnownCutover {
  readonly id: string;
  readonly folder: string;
  readonly plan: CutoverPlan;
  readonly result?: CutoverResult;
}

/** Begins one: its plan is on disk before anything is done. */
export async function openCutover(root: string, id: string, plan: CutoverPlan, x: Pick<Context, 'clock'>): Promise<CutoverFolder> {
  const folder = join(root, safeName(plan.scenario), '_cutovers', safeName(id));
  await mkdir(join(folder, 'acts'), { recursive: true, mode: 0o700 });
  const file = await createJournal(join(folder, JOURNAL), x);
  await writeFileAtomic(join(folder, PLAN), `${JSON.stringify(plan, undefined, 2)}\n`);
  return { id, folder, plan, journal: new ActJournal(file, [], x.clock), close: () => file.close() };
}

/** Goes on with one, by the plan that it was begun with. */
export async function reopenCutover({ id, folder, plan }: KnownCutover, x: Pick<Context, 'clock'>): Promise<CutoverFolder> {
  const file = await reopenJournal(join(folder, JOURNAL), x);
  const { entries } = await readJournal(join(folder, JOURNAL));
  return { id, folder, plan, journal: new ActJournal(file, entries, x.clock), close: () => file.close() };
}

export async function keepResult({ folder }: CutoverFolder, result: CutoverResult): Promise<string> {
  const text = `${JSON.stringify(result, undefined, 2)}\n`;
  await writeFileAtomic(join(folder, RESULT), text);
  return text;
}

/** The cutovers of a scenario, the newest first. One whose plan is not there has begun nothing. */
export async function knownCutovers(root: string, scenario: string): Promise<readonly KnownCutover[]> {
  const room = join(root, safeName(scenario), '_cutovers');
  const known: KnownCutover[] = [];
  for (const id of await keptIds(room)) {
    const folder = join(room, id);
    const plan = await readKept<CutoverPlan>(join(folder, PLAN), 'twinrun.cutover-plan/1');
    const result = await readKept<CutoverResult>(join(folder, RESULT), 'twinrun.cutover/1');
    if (plan !== undefined) known.push({ id, folder, plan, ...(result === undefined ? {} : { result }) });
  }
  return known;
}
