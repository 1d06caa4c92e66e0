import { lstat, mkdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { TwinrunError } from '../model/error.ts';
import { EXIT } from '../model/exit-code.ts';
import { writeFileAtomic } from '../runtime/atomic-file.ts';
import { editorSchemas } from '../scenario/json-schema.ts';
import { newWorkspaceFiles } from '../scenario/new-workspace.ts';
import type { Command } from './command.ts';
import { printJson } from './print.ts';
import { unconnectedRegistries } from './wiring.ts';

interface Options {
  readonly folder: string;
  readonly name: string;
}

export const initCommand: Command<Options> = {
  examples: [
    ['twinrun init', 'here'],
    ['twinrun init batches --name daily-report', 'in a folder of its own'],
  ],
  options: (yargs) =>
    yargs
      .positional('folder', { type: 'string', default: '.', describe: 'where; is made if it does not exist' })
      .option('name', { type: 'string', default: 'client-export', requiresArg: true, describe: 'id of the first scenario' }),
  async run(options, shell) {
    const folder = resolve(shell.folder, options.folder);
    const files = Object.entries(await newWorkspaceFiles({ name: options.name, schemas: editorSchemas(await unconnectedRegistries(shell)) }));
    const taken = (await Promise.all(files.map(async ([path]) => ((await exists(join(folder, path))) ? path : undefined)))).filter(
      (path) => path !== undefined,
    );
    if (taken.length > 0) throw alreadyThere(folder, taken);
    for (const [path, { content, executable }] of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFileAtomic(join(folder, path), content, executable ? 0o755 : 0o644);
    }
    const written = files.map(([path]) => path);
    if (options.json) printJson({ schema: 'twinrun.init/1', folder, files: written }, shell);
    else {
      const enter = folder === shell.folder ? '' : `cd ${basename(folder)} && `;
      shell.out.write(`${written.map((path) => `wrote ${path}`).join('\n')}\n\nNext: ${enter}twinrun rehearse ${options.name}\n`);
    }
    return EXIT.pass;
  },
};

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function alreadyThere(folder: string, paths: readonly string[]): TwinrunError {
  return new TwinrunError({
    code: 'init.exists',
    class: 'misuse',
    message: 'there is something already; nothing was written',
    expected: `none of these files in ${folder}`,
    received: paths.join(', '),
    fix: 'Choose another folder or another --name.',
  });
}
