import { mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outside } from '../experiment/rehearsal.ts';
import { TwinrunError } from '../model/error.ts';
import type { Survey } from '../model/survey.ts';
import { writeFileAtomic } from '../runtime/atomic-file.ts';
import { sha256 } from '../runtime/hash.ts';
import type { Workspace } from '../scenario/workspace.ts';
import { readLedger } from '../store/read-ledger.ts';
import { surveyEntered } from '../store/survey-entered.ts';
import { whoWorks } from './person.ts';
import { withStore } from './with-store.ts';

/** Where the surveys of a host lie: `<store>/_surveys/<host>/`. A host's name that is no file name is written with underscores. */
export function surveyFolder(workspace: Workspace, host: string): string {
  return join(workspace.store.folder, '_surveys', host.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^\.+/, '_'));
}

/**
 * Writes a survey and enters it in the ledger, so that an edited one is known from it; the one before is kept under the time at which it was replaced. Gives the file.
 * Throws what the store throws: then the survey was written and not entered.
 */
export async function keepSurvey(survey: Survey, workspace: Workspace, outside: Outside): Promise<string> {
  const { name: host } = survey.host;
  const folder = surveyFolder(workspace, host);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'survey.json');
  const at = outside.clock.now().toISOString();
  await rename(file, join(folder, `survey-until-${at.replace(/[:.]/g, '-')}.json`)).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw cause;
  });
  const text = `${JSON.stringify(survey, undefined, 2)}\n`;
  await writeFileAtomic(file, text);
  await withStore(workspace, outside, ({ ledger }) => ledger.append({ type: 'survey', at, host, survey: sha256(text), recordedBy: whoWorks() }));
  return file;
}

/**
 * The last survey of a host, as it entered the ledger. One that never did, as an earlier version left them, is read all the same, and `note` gets a word about it. Throws `survey.none`
 * (misuse), `survey.unreadable`, `survey.changed` (faults), and what reading the ledger throws.
 */
export async function readSurvey(workspace: Workspace, host: string, outside: Outside, note: (text: string) => void): Promise<Survey> {
  const file = join(surveyFolder(workspace, host), 'survey.json');
  const again = `Survey the host again: twinrun survey ${host}`;
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined)
    throw new TwinrunError({
      code: 'survey.none',
      class: 'misuse',
      message: `host ${host} was not surveyed yet`,
      at: { file },
      fix: `twinrun survey ${host}`,
    });
  const entered = surveyEntered(await withStore(workspace, outside, readLedger), host);
  if (entered === undefined) note(`${file} is not in the ledger, so that nobody would see that it was edited. ${again}`);
  else if (entered.survey !== sha256(text))
    throw new TwinrunError({
      ...{
        code: 'survey.changed',
        class: 'fault',
        message: 'the survey is not the one that entered the ledger: it was changed, or another one lies there',
      },
      ...{ expected: `sha256 ${entered.survey}, of ${entered.at}`, received: `sha256 ${sha256(text)}`, at: { file }, fix: again },
    });
  try {
    const survey = JSON.parse(text) as Survey;
    if (survey.schema === 'twinrun.survey/1') return survey;
    throw new Error(`schema ${String(survey.schema)}`);
  } catch (cause) {
    throw new TwinrunError({
      ...{ code: 'survey.unreadable', class: 'fault', message: 'the survey cannot be read', expected: 'twinrun.survey/1' },
      ...{ received: cause instanceof Error ? cause.message : String(cause), at: { file }, fix: again, cause },
    });
  }
}
