import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { TwinrunError } from '../model/error.ts';
import { findUpwards } from './find-upwards.ts';
import type { editorSchemas } from './json-schema.ts';
import { WORKSPACE_TEMPLATE } from './workspace-template.ts';

/** A file to write: its text, and whether it must be executable. */
export interface NewFile {
  readonly content: string;
  readonly executable: boolean;
}

export interface NewWorkspaceOptions {
  /** Id of the first scenario, kebab-case. */
  readonly name: string;
  /** Schemas for editors; without them the files name none. */
  readonly schemas?: ReturnType<typeof editorSchemas>;
}

/** The scenario of the package that a new workspace starts from. */
const EXAMPLE = 'client-export';

/**
 * The files of a new workspace by path (with `/`): twinrun.yaml, .gitignore, one annotated scenario that runs in the sandbox, and the
 * schemas for editors. Throws `init.name` for a name that cannot be a scenario's id.
 */
export async function newWorkspaceFiles({ name, schemas }: NewWorkspaceOptions): Promise<Readonly<Record<string, NewFile>>> {
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name) || name.length > 64) throw badName(name);
  const modeline = (path: string) => (schemas === undefined ? '' : `# yaml-language-server: $schema=${path}\n`);
  const files: Record<string, NewFile> = {
    'twinrun.yaml': plain(`${modeline('./schemas/workspace.schema.json')}${WORKSPACE_TEMPLATE}`),
    '.gitignore': plain('# Runs hold production data.\nreports/\n.twinrun/\n'),
  };
  for (const [file, content] of Object.entries(schemas ?? {})) files[`schemas/${file}`] = plain(content);
  for (const [path, content] of await exampleFiles()) {
    const renamed = content.replaceAll(EXAMPLE, name);
    const text = path === 'scenario.yaml' ? renamed.replace(/^# yaml-language-server:.*\n/, modeline('../../schemas/scenario.schema.json')) : renamed;
    files[`scenarios/${name}/${path.replaceAll(EXAMPLE, name)}`] = { content: text, executable: text.startsWith('#!') };
  }
  return files;
}

/** The packaged example, from the sources as from dist: it lies beside package.json. */
async function exampleFiles(): Promise<readonly (readonly [path: string, content: string])[]> {
  const manifest = await findUpwards(import.meta.dirname, 'package.json');
  const root = join(dirname(manifest ?? import.meta.dirname), 'scenarios', EXAMPLE);
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(paths.sort().map(async (path) => [relative(root, path).split(sep).join('/'), await readFile(path, 'utf8')] as const));
}

function plain(content: string): NewFile {
  return { content, executable: false };
}

function badName(name: string): TwinrunError {
  return new TwinrunError({
    code: 'init.name',
    class: 'misuse',
    message: 'this cannot be the name of a scenario',
    expected: 'small letters, digits and single dashes, at most 64',
    received: name,
    fix: 'Choose a name such as daily-report.',
  });
}
