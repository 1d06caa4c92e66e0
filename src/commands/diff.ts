import { resolve } from 'node:path';
import { diffFiles } from '../compare/diff-files.ts';
import { exitCodeOf } from '../model/exit-code.ts';
import { splitNames } from './columns-option.ts';
import type { Command } from './command.ts';
import { declaredColumns } from './diff-columns.ts';
import { diffReport } from './diff-report.ts';
import { checkLimit } from './limit.ts';
import { printDocument, printJson } from './print.ts';

interface Options {
  readonly legacy: string;
  readonly candidate: string;
  readonly key?: string | undefined;
  readonly ignore: readonly string[];
  readonly tolerance: readonly string[];
  readonly delimiter: string;
  readonly strict: boolean;
  readonly limit: number;
}

export const diffCommand: Command<Options> = {
  usage: 'diff <legacy> <candidate>',
  summary: 'Compare two CSV files; needs no workspace',
  examples: [
    ['twinrun diff legacy.csv candidate.csv --key client_id', 'records matched by one column'],
    ['twinrun diff legacy.csv candidate.csv --key shop,day --json', 'a composite key, one JSON document'],
    ['twinrun diff legacy.csv candidate.csv --key id --ignore run_id --tolerance fee=0.01,rate=1%', 'a column left out, numbers that may be apart'],
    ['twinrun diff legacy.csv candidate.csv --strict', 'no key: as a multiset; quoting, BOM and line ends count too'],
  ],
  options: (yargs) =>
    yargs
      .positional('legacy', { type: 'string', demandOption: true, describe: 'the legacy file' })
      .positional('candidate', { type: 'string', demandOption: true, describe: 'the candidate file' })
      .option('key', {
        type: 'string',
        requiresArg: true,
        describe: 'columns that identify a record, separated by commas (a name that holds a comma: write it twice, as in CSV, in quotes)',
      })
      .option('ignore', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        describe: 'columns that are not compared, separated by commas; repeatable. Cells that differ there are counted',
      })
      .option('tolerance', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        describe: 'how far numbers may be apart: column=0.01, or column=1% of legacy; separated by commas, repeatable; needs --key',
      })
      .option('delimiter', { type: 'string', default: ',', requiresArg: true, describe: 'one character, or "tab"' })
      .option('strict', { type: 'boolean', default: false, describe: 'representation (BOM, line ends, quoting, column order) must be the same too' })
      .option('limit', { type: 'number', default: 100, describe: 'list at most so many differences; the total is always true' }),
  async run(options, shell) {
    checkLimit(options.limit);
    const columns = declaredColumns(options.ignore, options.tolerance);
    const document = await diffFiles(
      resolve(shell.folder, options.legacy),
      resolve(shell.folder, options.candidate),
      {
        ...(options.key === undefined ? {} : { key: splitNames(options.key) }),
        ...(columns === undefined ? {} : { columns }),
        delimiter: options.delimiter === 'tab' ? '\t' : options.delimiter,
        strict: options.strict,
        limit: options.limit,
      },
      shell.signal,
    );
    if (options.json) printJson(document, shell);
    else printDocument(diffReport(document), shell, options.color);
    return exitCodeOf(document.status);
  },
};
