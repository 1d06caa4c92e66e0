import type { Argv } from 'yargs';
import type { DiffOptions } from '../compare/diff/diff-files.ts';
import { splitNames } from './columns-option.ts';
import { declaredColumns } from './diff-columns.ts';
import { diffFacts, type FactOptions } from './diff-facts.ts';
import { type FormatOptions, formatOptions, readFormatOptions } from './format-options.ts';
import { checkLimit } from './limit.ts';
import type { Shell } from './shell.ts';

/** The options of `twinrun diff`, as yargs gives them. */
export interface DiffCliOptions extends FactOptions, FormatOptions {
  readonly legacy: string;
  readonly candidate: string;
  readonly key?: string | undefined;
  readonly personal: readonly string[];
  readonly ignore: readonly string[];
  readonly tolerance: readonly string[];
  readonly delimiter?: string | undefined;
  readonly quote?: string | undefined;
  readonly strict: boolean;
  readonly limit: number;
  readonly explain: boolean;
  readonly examine?: number | undefined;
  readonly html?: string | undefined;
}

/** Repeatable, each with one value. */
const LIST = { type: 'string', array: true, nargs: 1, default: [] as string[] } as const;

export function diffOptions(yargs: Argv): Argv<DiffCliOptions> {
  return formatOptions(yargs)
    .positional('legacy', { type: 'string', demandOption: true, describe: 'the legacy file, or folder' })
    .positional('candidate', { type: 'string', demandOption: true, describe: 'the candidate file, or folder' })
    .option('key', {
      type: 'string',
      requiresArg: true,
      describe: 'columns that identify a record, separated by commas (a name that holds a comma: write it twice, as in CSV, in quotes)',
    })
    .option('ignore', { ...LIST, describe: 'columns that are not compared, separated by commas; repeatable. Cells that differ there are counted' })
    .option('personal', {
      ...LIST,
      describe: 'columns with personal data, separated by commas; repeatable. Their values are masked in all that is told',
    })
    .option('tolerance', {
      ...LIST,
      describe: 'how far numbers may be apart: column=0.01, or column=1% of legacy; separated by commas, repeatable; needs --key',
    })
    .option('delimiter', { type: 'string', requiresArg: true, describe: 'one character, or "tab" (default: comma; in folders tab for *.tsv)' })
    .option('quote', { type: 'string', requiresArg: true, describe: 'the character that values are quoted with (default: ")' })
    .option('strict', { type: 'boolean', default: false, describe: 'representation (BOM, line ends, quoting, column order) must be the same too' })
    .option('limit', { type: 'number', default: 100, describe: 'list at most so many differences; the total is always true' })
    .option('explain', {
      type: 'boolean',
      default: false,
      describe: 'say what the differences come from; the next four options help, and ask for it',
    })
    .option('time-zone', { ...LIST, describe: "the hosts' zones: legacy=Asia/Tokyo,candidate=UTC" })
    .option('locale', { ...LIST, describe: "the hosts' locales: legacy=ja_JP.UTF-8,candidate=C" })
    .option('window', { ...LIST, describe: 'when a side ran: legacy=<from>/<to>, ISO 8601; repeatable' })
    .option('previous', { ...LIST, describe: "a side's file of the run before: candidate=<file>; repeatable" })
    .option('examine', {
      type: 'number',
      describe: 'look at most at so many differences for their causes; all are counted (default: 200000, or 20000 where more records differ)',
    })
    .option('html', { type: 'string', requiresArg: true, describe: 'also write the report as one self-contained HTML file' });
}

/** What is asked for, as the library takes it. Throws `cli.limit`, `cli.tolerance`, `masking.key-short` and what `diffFacts` throws. */
export async function readDiffOptions(options: DiffCliOptions, shell: Shell): Promise<DiffOptions> {
  checkLimit(options.limit);
  if (options.examine !== undefined) checkLimit(options.examine, 'examine');
  const columns = declaredColumns(options.ignore, options.tolerance);
  const told = [options['time-zone'], options.locale, options.window, options.previous].some((texts) => texts.length > 0);
  const personal = options.personal.flatMap(splitNames);
  return {
    ...(personal.length === 0 ? {} : { personal: await masked(personal, shell) }),
    ...(options.key === undefined ? {} : { key: splitNames(options.key) }),
    ...(columns === undefined ? {} : { columns }),
    ...(options.delimiter === undefined ? {} : { delimiter: options.delimiter === 'tab' ? '\t' : options.delimiter }),
    ...(options.quote === undefined ? {} : { quote: options.quote }),
    ...readFormatOptions(options),
    strict: options.strict,
    limit: options.limit,
    ...(options.examine === undefined ? {} : { examine: options.examine }),
    ...(options.explain || told ? { explain: await diffFacts(options, shell.folder, shell.signal) } : {}),
  };
}

async function masked(columns: readonly string[], { secrets, ids }: Shell): Promise<NonNullable<DiffOptions['personal']>> {
  const { diffMask } = await import('../experiment/mask/diff-mask.ts');
  return { columns, mask: diffMask(columns, secrets, ids) };
}
