import { dirname, join, resolve } from 'node:path';
import { consequencesOf } from '../design/consequences.ts';
import { TwinrunError } from '../model/error.ts';
import { EXIT } from '../model/exit-code.ts';
import type { Command } from './command.ts';
import { printJson } from './print.ts';
import { printDocument } from './print-document.ts';
import { keepSurvey } from './survey-file.ts';
import { makeOutside, openWorkspace, withWorld } from './wiring.ts';
import { writeHtml } from './write-html.ts';

interface Options {
  readonly host?: string | undefined;
  readonly bundle?: string | undefined;
}

/** Word in the place of a host that prints the script for hosts which one may not reach. */
const CAPTURE_SCRIPT = 'capture-script';

export const surveyCommand: Command<Options> = {
  examples: [
    ['twinrun survey batch', 'a host of the workspace, over SSH'],
    ['twinrun survey capture-script > capture.sh', 'the one script that reads a host, to be run there: (umask 077; sh capture.sh > batch.capture)'],
    ['twinrun survey --bundle batch.capture', 'what that script printed; or a folder that is the root of a captured tree'],
  ],
  options: (yargs) =>
    yargs
      .positional('host', { type: 'string', describe: `host of the workspace; or \`${CAPTURE_SCRIPT}\`` })
      .option('bundle', { type: 'string', requiresArg: true, describe: 'a capture, or the root of a captured tree, instead of a host' }),
  async run(options, shell) {
    const { captureScript, surveyBundle, surveyDocument, surveyHost } = await import('../survey/survey.ts');
    if ((options.host === undefined) === (options.bundle === undefined)) throw whichHost();
    if (options.host === CAPTURE_SCRIPT) {
      shell.out.write(captureScript);
      return EXIT.pass;
    }
    const workspace = await openWorkspace(options, shell);
    const outside = makeOutside(options, shell);
    const tell = (text: string) => (options.json ? undefined : shell.err.write(`${text}\n`));
    const { host = '' } = options;
    const survey =
      options.bundle !== undefined
        ? await surveyBundle(resolve(shell.folder, options.bundle), outside)
        : await withWorld(workspace, 'no scenario', outside, shell, tell, async ({ connections }) =>
            surveyHost(host, await connections.ssh(host), outside),
          );
    const consequences = new Map(survey.entries.filter(({ enabled }) => enabled).map((entry) => [entry.id, consequencesOf({ entry, survey })]));
    const document = surveyDocument(survey, consequences);
    const file = await keepSurvey(survey, workspace, outside);
    tell(`written to ${file}`);
    const page = join(dirname(file), 'survey.html');
    await writeHtml(page, document);
    tell(`written to ${page}`);
    if (options.json) printJson(survey, shell);
    else printDocument(document, shell, options.color);
    return survey.unread.length > 0 ? EXIT.inconclusive : EXIT.pass;
  },
};

function whichHost(): TwinrunError {
  return new TwinrunError({
    code: 'cli.survey',
    class: 'misuse',
    message: 'this does not say what to read',
    expected: `a host of the workspace, --bundle <capture or folder>, or ${CAPTURE_SCRIPT}`,
    fix: '`twinrun survey --help` shows examples.',
  });
}
