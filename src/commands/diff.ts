import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type DiffOptions, diffFiles } from '../compare/diff/diff-files.ts';
import type { Document } from '../model/document.ts';
import { TwinrunError } from '../model/error.ts';
import { exitCodeOf } from '../model/exit-code.ts';
import type { Status } from '../model/status.ts';
import type { Command } from './command.ts';
import { type DiffCliOptions, diffOptions, readDiffOptions } from './diff-options.ts';
import { printJson } from './print.ts';
import type { Shell } from './shell.ts';

export const diffCommand: Command<DiffCliOptions> = {
  examples: [
    ['twinrun diff legacy.csv candidate.csv --key client_id', 'records matched by one column'],
    ['twinrun diff legacy.csv candidate.csv --key shop,day --json', 'a composite key, one JSON document'],
    ['twinrun diff legacy.csv candidate.csv --key id --ignore run_id --tolerance fee=0.01,rate=1%', 'a column left out, numbers that may be apart'],
    ['twinrun diff legacy.csv candidate.csv --key id --explain --html diff.html', 'what the differences come from, as a page to pass on'],
    ['twinrun diff legacy/ candidate/ --key id', 'file by file, matched by name'],
    ['twinrun diff legacy.csv candidate.csv --strict', 'no key: as a multiset; quoting, BOM and line ends count too'],
  ],
  options: diffOptions,
  async run(options, shell) {
    const paths = [resolve(shell.folder, options.legacy), resolve(shell.folder, options.candidate)] as const;
    const page = options.html === undefined ? undefined : pageFile(resolve(shell.folder, options.html), paths);
    const { json, report } = await compared(paths, await readDiffOptions(options, shell), shell);
    if (page !== undefined) await (await import('./write-html.ts')).writeHtml(page, await report());
    if (options.json) printJson(json, shell);
    else (await import('./print-document.ts')).printDocument(await report(), shell, options.color);
    return exitCodeOf(json.status);
  },
};

/** Throws `cli.html` for a page that would take the place of what it is about. */
function pageFile(page: string, compared: readonly string[]): string {
  if (!compared.includes(page)) return page;
  throw new TwinrunError({
    code: 'cli.html',
    class: 'misuse',
    message: 'the page would replace a file that is compared',
    at: { file: page },
    fix: 'Name another file with --html.',
  });
}

interface Compared {
  readonly json: { readonly status: Status };
  /** What people see is loaded only for them. */
  readonly report: () => Promise<Document>;
}

async function compared(paths: readonly [string, string], options: DiffOptions, { signal }: Shell): Promise<Compared> {
  if ((await Promise.all(paths.map(isFolder))).every(Boolean)) {
    const { diffFolders } = await import('../compare/diff/diff-folders.ts');
    const folders = await diffFolders(...paths, options, signal);
    return { json: folders, report: async () => (await import('./diff-folder-report.ts')).diffFolderReport(folders) };
  }
  const files = await diffFiles(...paths, options, signal);
  return { json: files, report: async () => (await import('./diff-report.ts')).diffReport(files) };
}

/** What is not there is no folder: the comparison says so. */
async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}
