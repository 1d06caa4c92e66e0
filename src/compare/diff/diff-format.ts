import { TwinrunError } from '../../model/error.ts';
import type { SchemaIssue } from '../../model/schema.ts';
import { didYouMean } from '../../runtime/nearest.ts';
import type { ColumnDeclarations } from '../equivalence/declaration.ts';
import { plainCsv } from '../formats/plain-csv.ts';
import type { TableFormat } from '../formats/raw-table.ts';

/** How two files are to be read and matched. */
export interface DiffFormat {
  /** Default: `csv`. */
  readonly format?: string;
  /** Settings of the format, as they stand under its name in a scenario: `encoding`, `header`, `fields` … */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly key?: readonly string[];
  /** What counts as equal, by column, as under `format.csv.columns` of a scenario. Default: exact text. */
  readonly columns?: ColumnDeclarations;
  readonly delimiter?: string;
  readonly quote?: string;
}

/** The format with its settings. Throws `diff.unknown-format` and `diff.bad-option`. */
export async function diffFormat({ format: kind = 'csv', settings, key, columns, delimiter, quote }: DiffFormat): Promise<TableFormat> {
  const config = {
    ...settings,
    ...(key === undefined ? {} : { key }),
    ...(columns === undefined ? {} : { columns }),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(quote === undefined ? {} : { quote }),
  };
  const plain = kind === 'csv' ? plainCsv(config) : undefined;
  if (plain !== undefined) return plain;
  const { tableFormatOf, tableKinds } = await import('../formats/registry.ts');
  const known: readonly string[] = Object.keys(tableKinds);
  if (!known.includes(kind)) throw unknownFormat(kind, known);
  const format = tableFormatOf({ kind, config });
  if (format !== undefined) return format;
  const { issues = [] } = await tableKinds[kind as keyof typeof tableKinds].config['~standard'].validate(config);
  throw badOption(issues[0], kind, config);
}

function unknownFormat(kind: string, known: readonly string[]): TwinrunError {
  return new TwinrunError({
    code: 'diff.unknown-format',
    class: 'misuse',
    message: `there is no format \`${kind}\``,
    expected: known.join(', '),
    received: kind,
    at: { field: '--format' },
    fix: didYouMean(kind, known, 'Name one of the known formats.'),
  });
}

/** An issue as zod gives it. Issues of our own carry what is wrong and how to mend it in `params`. */
type Issue = SchemaIssue & { readonly code?: string; readonly keys?: readonly string[]; readonly params?: Readonly<Record<string, unknown>> };

function badOption(issue: Issue | undefined, kind: string, config: Readonly<Record<string, unknown>>): TwinrunError {
  const [unknown] = issue?.code === 'unrecognized_keys' && issue.path?.length === 0 ? (issue.keys ?? []) : [];
  if (unknown !== undefined) return ofNoFormat(unknown, kind, `the format \`${kind}\` has no such setting`);
  const [first] = issue?.path ?? [];
  if (typeof first === 'string' && issue?.path?.length === 1 && config[first] === undefined)
    return ofNoFormat(first, kind, `the format \`${kind}\` needs this setting`);
  const field = (issue?.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
  const told = issue?.code === 'custom' ? (issue.params ?? {}) : {};
  return new TwinrunError({
    code: 'diff.bad-option',
    class: 'misuse',
    message: typeof told.message === 'string' ? told.message : `the option ${field} cannot be used: ${issue?.message ?? ''}`,
    ...(typeof told.message === 'string' && issue !== undefined ? { expected: issue.message } : {}),
    at: { field },
    fix: typeof told.fix === 'string' ? told.fix : OPTION_FIX,
  });
}

function ofNoFormat(setting: string, kind: string, text: string): TwinrunError {
  return new TwinrunError({ code: 'diff.bad-option', class: 'misuse', message: text, received: kind, at: { field: setting }, fix: SETTINGS_FIX });
}

const SETTINGS_FIX =
  'csv and tsv have `quote` and `header`, csv `delimiter`; fixed `fields` (id:6,name:20), `unit` and `trim`; jsonl `fields` and `types`; all but parquet `encoding`, all but text `key`.';

const OPTION_FIX =
  'A key is a list of different column names; delimiter and quote are one ASCII character each, and not the same; a tolerance is a decimal number.';
