import { PsqlFailure } from './psql-failure.ts';

/** How results are printed: psql's \pset. */
export interface PrintSettings {
  format: 'aligned' | 'unaligned' | 'csv';
  tuplesOnly: boolean;
  footer: boolean;
  fieldsep: string;
  csvFieldsep: string;
  recordsep: string;
  null: string;
}

export function defaultPrintSettings(): PrintSettings {
  return { format: 'aligned', tuplesOnly: false, footer: true, fieldsep: '|', csvFieldsep: ',', recordsep: '\n', null: '' };
}

/** Options that change nothing when the output is no terminal. */
const WITHOUT_EFFECT = new Set(['pager', 'pager_min_lines', 'columns', 'unicode_border_linestyle', 'tableattr', 'numericlocale']);

/** Applies one \pset option and returns what psql says about it. Throws PsqlFailure for what is unknown or not offered. */
export function applyPset(settings: PrintSettings, option: string, value: string | undefined): string {
  switch (option) {
    case 'format':
      settings.format = formatOf(value, settings.format);
      return `Output format is ${settings.format}.`;
    case 't':
    case 'tuples_only':
      settings.tuplesOnly = onOff(option, value, !settings.tuplesOnly);
      return `Tuples only is ${settings.tuplesOnly ? 'on' : 'off'}.`;
    case 'footer':
      settings.footer = onOff(option, value, !settings.footer);
      return `Default footer is ${settings.footer ? 'on' : 'off'}.`;
    case 'fieldsep':
      settings.fieldsep = value ?? settings.fieldsep;
      return `Field separator is "${settings.fieldsep}".`;
    case 'csv_fieldsep':
      settings.csvFieldsep = csvSeparator(value ?? settings.csvFieldsep);
      return `Field separator for CSV is "${settings.csvFieldsep}".`;
    case 'recordsep':
      settings.recordsep = value ?? settings.recordsep;
      return settings.recordsep === '\n' ? 'Record separator is <newline>.' : `Record separator is "${settings.recordsep}".`;
    case 'null':
      settings.null = value ?? settings.null;
      return `Null display is "${settings.null}".`;
    default:
      if (WITHOUT_EFFECT.has(option) && value !== 'on') return '';
      throw new PsqlFailure(`\\pset: option ${option} is not offered by this stand-in of psql`);
  }
}

/** psql's ParseVariableBool: unique prefixes of true, false, yes, no; on, off, 1, 0. */
export function parseBoolean(value: string): boolean | undefined {
  const text = value.toLowerCase();
  if (text === '') return undefined;
  if ('true'.startsWith(text) || 'yes'.startsWith(text) || text === 'on' || text === '1') return true;
  if ('false'.startsWith(text) || 'no'.startsWith(text) || text === 'of' || text === 'off' || text === '0') return false;
  return undefined;
}

function onOff(option: string, value: string | undefined, toggled: boolean): boolean {
  if (value === undefined) return toggled;
  const parsed = parseBoolean(value);
  if (parsed === undefined) throw new PsqlFailure(`unrecognized value "${value}" for "\\pset ${option}": Boolean expected`);
  return parsed;
}

function formatOf(value: string | undefined, now: PrintSettings['format']): PrintSettings['format'] {
  if (value === undefined) return now;
  const formats = ['aligned', 'unaligned', 'csv'] as const;
  const format = formats.find((name) => value !== '' && name.startsWith(value.toLowerCase()));
  if (format === undefined) throw new PsqlFailure(`\\pset: format ${value} is not offered by this stand-in of psql (it has ${formats.join(', ')})`);
  return format;
}

function csvSeparator(value: string): string {
  if (Buffer.byteLength(value) !== 1) throw new PsqlFailure('\\pset: csv_fieldsep must be a single one-byte character');
  if (value === '"' || value === '\n' || value === '\r') {
    throw new PsqlFailure('\\pset: csv_fieldsep cannot be a double quote, a newline, or a carriage return');
  }
  return value;
}
