import { lstat, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type DraftedBatch, draftBatches } from '../design/draft/draft-batch.ts';
import { TwinrunError } from '../model/error.ts';
import { EXIT } from '../model/exit-code.ts';
import type { Survey, SurveyEntry } from '../model/survey.ts';
import { writeFileAtomic } from '../runtime/atomic-file.ts';
import { didYouMean } from '../runtime/nearest.ts';
import { relationText } from '../survey/survey.ts';
import type { Command } from './command.ts';
import { printJson } from './print.ts';
import { readSurvey } from './survey-file.ts';
import { makeOutside, openWorkspace } from './wiring.ts';

interface Options {
  readonly host: string;
  readonly entry: readonly string[];
  readonly retire: readonly string[];
  readonly out?: string | undefined;
}

export const draftCommand: Command<Options> = {
  examples: [
    ['twinrun draft batch', 'scenarios/<id>/ for each enabled entry; nothing is overwritten'],
    ["twinrun draft batch --entry 'cron.d/sysstat#1a2b3c4d'", 'one of them'],
    ["twinrun draft batch --retire 'cron.d/old#5e6f7a8b'", 'a stop plan for one that nobody needs'],
  ],
  options: (yargs) =>
    yargs
      .positional('host', { type: 'string', demandOption: true, describe: 'a host that was surveyed' })
      .option('entry', {
        type: 'string',
        array: true,
        default: [] as string[],
        requiresArg: true,
        describe: 'ids of entries, in place of all that are enabled',
      })
      .option('retire', {
        type: 'string',
        array: true,
        default: [] as string[],
        requiresArg: true,
        describe: 'ids of entries that nobody needs: a stop plan each',
      })
      .option('out', { type: 'string', requiresArg: true, describe: "folder to write into (default: the workspace's scenarios)" }),
  async run(options, shell) {
    const workspace = await openWorkspace(options, shell);
    const survey = await readSurvey(workspace, options.host, makeOutside(options, shell), (text) => shell.err.write(`${text}\n`));
    const drafts = draftBatches({
      survey,
      entries: chosen(survey, options).map((entry) => ({ entry, retire: options.retire.includes(entry.id) })),
      world: { hosts: Object.keys(workspace.hosts), databases: Object.keys(workspace.databases) },
      relations: ({ id }) => (survey.relations ?? []).filter(({ from, to }) => from === id || to === id).map(relationText),
    });
    const root = options.out === undefined ? join(workspace.folder, 'scenarios') : resolve(shell.folder, options.out);
    const written: DraftedBatch[] = [];
    const left: DraftedBatch[] = [];
    for (const draft of drafts) ((await write(draft, join(root, draft.id))) ? written : left).push(draft);
    if (options.json) {
      const told = (all: readonly DraftedBatch[]) =>
        all.map(({ id, entry, disposition, files }) => ({ id, entry, disposition, files: Object.keys(files) }));
      printJson({ schema: 'twinrun.drafts/1', folder: root, written: told(written), left: told(left) }, shell);
      return EXIT.pass;
    }
    for (const { id, entry, files } of written) shell.out.write(`wrote ${join(root, id)}: ${Object.keys(files).join(', ')} (${entry})\n`);
    for (const { id, entry } of left) shell.out.write(`left alone ${join(root, id)}: there is something already (${entry})\n`);
    if (written.some(({ disposition }) => disposition === 'migrate'))
      shell.out.write(
        '\nNext: answer what is marked ??? in each scenario.yaml, write candidate/; `twinrun scenarios` and `twinrun plan <id>` say what is still open.\n',
      );
    return EXIT.pass;
  },
};

function chosen({ entries }: Survey, { entry: named, retire, host }: Options): readonly SurveyEntry[] {
  const ids = entries.map(({ id }) => id);
  const unknown = [...named, ...retire].find((id) => !ids.includes(id));
  if (unknown !== undefined)
    throw new TwinrunError({
      code: 'draft.no-such-entry',
      class: 'misuse',
      message: `the survey of ${host} has no such entry`,
      expected: `one of ${ids.join(', ')}`,
      received: unknown,
      fix: didYouMean(unknown, ids, `\`twinrun survey ${host} --json\` has the ids.`),
    });
  const wanted = [...named, ...retire];
  return entries.filter(({ id, enabled }) => (wanted.length === 0 ? enabled : wanted.includes(id)));
}

/** Writes a folder that is not there yet; false where it is. */
async function write({ files }: DraftedBatch, folder: string): Promise<boolean> {
  const exists = await lstat(folder).then(
    () => true,
    () => false,
  );
  if (exists) return false;
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFileAtomic(join(folder, name), text, 0o644);
  return true;
}
