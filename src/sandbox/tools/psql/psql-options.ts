import { applyPset, defaultPrintSettings, type PrintSettings } from './print-settings.ts';
import { PsqlFailure } from './psql-failure.ts';

/** What the command line asks for. */
export interface PsqlOptions {
  readonly host?: string;
  readonly port?: string;
  readonly user?: string;
  readonly database?: string;
  readonly output?: string;
  /** -c and -f in their order. */
  readonly actions: readonly { readonly kind: 'command' | 'file'; readonly text: string }[];
  readonly variables: ReadonlyMap<string, string>;
  readonly print: PrintSettings;
  readonly quiet: boolean;
  readonly singleTransaction: boolean;
  /** --help or --version: nothing else is done. */
  readonly show?: 'help' | 'version';
}

const LONG: Readonly<Record<string, string>> = {
  command: 'c',
  dbname: 'd',
  file: 'f',
  host: 'h',
  port: 'p',
  username: 'U',
  output: 'o',
  pset: 'P',
  set: 'v',
  variable: 'v',
  'field-separator': 'F',
  'record-separator': 'R',
  'no-align': 'A',
  'tuples-only': 't',
  'no-password': 'w',
  'no-psqlrc': 'X',
  quiet: 'q',
  'single-transaction': '1',
  csv: 'csv',
  help: 'help',
  version: 'V',
};

const WITH_VALUE = new Set([...'cdfhpUoPvFR']);

/** Reads psql's options, the subset that batches use. Throws PsqlFailure for anything else: an option that is ignored would change results silently. */
export function parsePsqlOptions(args: readonly string[]): PsqlOptions {
  const found: { option: string; value: string }[] = [];
  const positional: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] ?? '';
    if (argument === '--') {
      positional.push(...args.slice(index + 1));
      break;
    }
    if (!argument.startsWith('-') || argument === '-') {
      positional.push(argument);
      continue;
    }
    for (const { option, value } of argument.startsWith('--') ? longOption(argument) : shortOptions(argument)) {
      if (value === undefined && WITH_VALUE.has(option)) {
        index += 1;
        if (args[index] === undefined) throw new PsqlFailure(`option requires an argument -- '${option}'`);
      }
      found.push({ option, value: value ?? (WITH_VALUE.has(option) ? (args[index] ?? '') : '') });
    }
  }
  return collect(found, positional);
}

function longOption(argument: string): { option: string; value: string | undefined }[] {
  const [, name = '', value] = /^--([^=]*)(?:=([\s\S]*))?$/.exec(argument) ?? [];
  const option = LONG[name];
  if (option === undefined) throw new PsqlFailure(`option ${argument} is not offered by this stand-in of psql`);
  return [{ option, value }];
}

/** `-XAtc 'select 1'`: letters may stand together, the last may take a value. */
function shortOptions(argument: string): { option: string; value: string | undefined }[] {
  const options: { option: string; value: string | undefined }[] = [];
  for (let at = 1; at < argument.length; at += 1) {
    const option = argument[at] ?? '';
    if (WITH_VALUE.has(option)) {
      const rest = argument.slice(at + 1);
      return [...options, { option, value: rest === '' ? undefined : rest }];
    }
    if (!'AtqwX1V?'.includes(option)) throw new PsqlFailure(`option -${option} is not offered by this stand-in of psql`);
    options.push({ option, value: undefined });
  }
  return options;
}

function collect(found: readonly { option: string; value: string }[], positional: readonly string[]): PsqlOptions {
  const has = (option: string): boolean => found.some((one) => one.option === option);
  const last = (option: string): string | undefined => found.findLast((one) => one.option === option)?.value;
  const print = defaultPrintSettings();
  for (const { option, value } of found) applyPrintOption(print, option, value);
  const [database, user] = last('d') === undefined ? positional : [last('d'), ...positional];
  if (/^postgres(ql)?:\/\/|=/.test(database ?? ''))
    throw new PsqlFailure('connection strings are not offered by this stand-in of psql: use -h -p -U -d');
  const actions = found.flatMap(({ option, value }) =>
    option === 'c' || option === 'f' ? [{ kind: option === 'c' ? ('command' as const) : ('file' as const), text: value }] : [],
  );
  return {
    ...given('host', last('h')),
    ...given('port', last('p')),
    ...given('user', last('U') ?? user),
    ...given('database', database),
    ...given('output', last('o')),
    actions,
    variables: collectVariables(found.filter(({ option }) => option === 'v').map(({ value }) => value)),
    print,
    quiet: has('q'),
    singleTransaction: has('1'),
    ...(has('help') || has('?') ? { show: 'help' as const } : has('V') ? { show: 'version' as const } : {}),
  };
}

function applyPrintOption(print: PrintSettings, option: string, value: string): void {
  if (option === 'A') print.format = 'unaligned';
  if (option === 'csv') print.format = 'csv';
  if (option === 't') print.tuplesOnly = true;
  if (option === 'F') print.fieldsep = value;
  if (option === 'R') print.recordsep = value;
  if (option === 'P') {
    const [, name = '', text] = /^([^=]*)(?:=([\s\S]*))?$/.exec(value) ?? [];
    applyPset(print, name, text);
  }
}

/** `NAME=value` sets, `NAME` alone unsets, as psql has it. */
function collectVariables(texts: readonly string[]): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  for (const text of texts) {
    const at = text.indexOf('=');
    if (at < 0) variables.delete(text);
    else variables.set(text.slice(0, at), text.slice(at + 1));
  }
  return variables;
}

function given<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: string };
}
