import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TwinrunError } from '../model/error.ts';
import type { Survey } from '../model/survey.ts';
import type { Workspace } from '../scenario/workspace.ts';

/** Where the surveys of a host lie: `<store>/_surveys/<host>/`. A host's name that is no file name is written with underscores. */
export function surveyFolder(workspace: Workspace, host: string): string {
  return join(workspace.store.folder, '_surveys', host.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^\.+/, '_'));
}

/** The last survey of a host. Throws `survey.none` (misuse), `survey.unreadable` (fault). */
export async function readSurvey(workspace: Workspace, host: string): Promise<Survey> {
  const file = join(surveyFolder(workspace, host), 'survey.json');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined)
    throw new TwinrunError({
      code: 'survey.none',
      class: 'misuse',
      message: `host ${host} was not surveyed yet`,
      at: { file },
      fix: `twinrun survey ${host}`,
    });
  try {
    const survey = JSON.parse(text) as Survey;
    if (survey.schema === 'twinrun.survey/1') return survey;
    throw new Error(`schema ${String(survey.schema)}`);
  } catch (cause) {
    throw new TwinrunError({
      ...{ code: 'survey.unreadable', class: 'fault', message: 'the survey cannot be read', expected: 'twinrun.survey/1' },
      ...{
        received: cause instanceof Error ? cause.message : String(cause),
        at: { file },
        fix: `Survey the host again: twinrun survey ${host}`,
        cause,
      },
    });
  }
}
