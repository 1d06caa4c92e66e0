import type { Argv } from 'yargs';
import type { DiffFormat } from '../compare/diff/diff-format.ts';
import { TwinrunError } from '../model/error.ts';
import { splitNames } from './columns-option.ts';
import { sideValues } from './side-values.ts';

/** How files are read that are no CSV in UTF-8 with a header, as yargs gives it. */
export interface FormatOptions {
  readonly format?: string | undefined;
  readonly encoding: readonly string[];
  readonly header?: string | undefined;
  readonly fields?: string | undefined;
  readonly unit?: string | undefined;
  readonly trim?: string | undefined;
  readonly types?: string | undefined;
}

export function formatOptions<T>(yargs: Argv<T>): Argv<T & FormatOptions> {
  return yargs
    .option('format', { type: 'string', requiresArg: true, describe: 'csv (default), tsv, fixed, jsonl, parquet, text; gzip and zip are recognised' })
    .option('encoding', {
      type: 'string',
      array: true,
      nargs: 1,
      default: [] as string[],
      describe: 'charset: utf-8, cp932, euc-jp, utf-16le, utf-16be, iso-8859-1 or auto; or by side: legacy=cp932,candidate=utf-8',
    })
    .option('header', { type: 'string', requiresArg: true, describe: 'columns of a CSV that has no header, separated by commas' })
    .option('fields', {
      type: 'string',
      requiresArg: true,
      describe: 'fixed: columns with their widths (id:6,name:20); jsonl: keys that are columns',
    })
    .option('unit', { type: 'string', requiresArg: true, describe: 'fixed: widths are counted in characters (default) or bytes' })
    .option('trim', { type: 'string', requiresArg: true, describe: 'fixed: blanks taken off a field: none (default), end, both' })
    .option('types', { type: 'string', requiresArg: true, describe: 'jsonl: distinct (default), or same: 1 equals "1"' });
}

/** The format and its settings. Throws `cli.fields`, `cli.side-value`. */
export function readFormatOptions(options: FormatOptions): Pick<DiffFormat, 'format' | 'settings'> {
  const { format, header, fields, unit, trim, types } = options;
  const settings = {
    ...encodingOf(options.encoding),
    ...(header === undefined ? {} : { header: splitNames(header) }),
    ...(fields === undefined ? {} : { fields: format === 'fixed' ? splitNames(fields).map(fixedField) : splitNames(fields) }),
    ...(unit === undefined ? {} : { unit }),
    ...(trim === undefined ? {} : { trim }),
    ...(types === undefined ? {} : { types }),
  };
  return { ...(format === undefined ? {} : { format }), ...(Object.keys(settings).length === 0 ? {} : { settings }) };
}

function encodingOf(texts: readonly string[]): { readonly encoding?: unknown } {
  if (texts.length === 0) return {};
  const { legacy = 'utf-8', candidate = 'utf-8' } = sideValues('encoding', texts);
  return { encoding: legacy === candidate ? legacy : { legacy, candidate } };
}

function fixedField(text: string): { readonly name: string; readonly width: number } {
  const [, name, width] = /^(.+):(\d{1,6})$/s.exec(text) ?? [];
  if (name === undefined) {
    throw new TwinrunError({
      code: 'cli.fields',
      class: 'misuse',
      message: 'a field cannot be read',
      expected: 'name:width, separated by commas',
      received: text,
      at: { field: '--fields' },
      fix: 'Write --fields id:6,name:20.',
    });
  }
  return { name, width: Number(width) };
}
