import { shellQuote } from '../connections/ssh/ssh-command.ts';
import type { Context } from '../model/context.ts';
import type { SurveyUses } from '../model/survey.ts';
import { loadShellGrammar } from './shell/grammar.ts';
import { known, newScope, unknown } from './shell/scope.ts';
import { walkEntry } from './shell/walk-text.ts';
import { loadSqlParser } from './sql/read-sql.ts';
import { readBundleFolder } from './tree/bundle-folder.ts';
import { collectUses } from './uses.ts';
import { withoutSecrets } from './without-secrets.ts';

/** An image as far as its Dockerfile says: the files that were copied into it, and how it is started. */
export interface ImageToRead {
  /** Root of the copied files. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Absolute within the image. */
  readonly workingFolder: string;
  /** Entry point and command, as words. */
  readonly words: readonly string[];
  /** Named in places of what the words themselves use. */
  readonly file: string;
}

/** PATH of a container that says nothing. */
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What the scripts of an image use; places are within the image. Reads of files that were copied into it are left out: they are there. */
export async function surveyImage(image: ImageToRead, x: Pick<Context, 'clock' | 'signal'>): Promise<SurveyUses> {
  const parse = await loadShellGrammar();
  await loadSqlParser();
  const tree = await readBundleFolder(image.folder, { name: 'image', at: x.clock.now(), signal: x.signal });
  const secrets = new Set<string>();
  const uses = collectUses(secrets);
  const scope = newScope(known(image.workingFolder));
  for (const name of ['HOME', 'HOSTNAME']) scope.variables.set(name, { ...unknown(`\${${name}}`), origin: 'host' });
  for (const [name, value] of Object.entries({ PATH, ...image.environment })) scope.variables.set(name, { ...known(value), origin: 'host' });
  walkEntry({ tree, uses, parse, script: () => {} }, { text: image.words.map(shellQuote).join(' '), file: image.file, line: 1 }, scope);
  const found = uses.done();
  const files = found.files.filter(({ access, path }) => access !== 'read' || tree.find(path) === undefined);
  return withoutSecrets({ ...found, files }, secrets);
}
