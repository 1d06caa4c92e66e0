import type { Tagged } from '../../model/schema.ts';

/** How a file's bytes fall into records and cells. */
export interface Layout {
  /** One byte; absent where a line is one cell. */
  readonly delimiter?: string;
  readonly quote?: string;
  /** Whether the first record names the columns. */
  readonly header: boolean;
  /** Names that stand in the scenario. */
  readonly names?: readonly string[];
  readonly key: readonly string[];
  readonly utf8: boolean;
}

interface Config {
  readonly delimiter?: string;
  readonly quote?: string;
  readonly header?: boolean | readonly string[];
  readonly key?: readonly string[];
  readonly encoding?: string | { readonly candidate?: string };
}

/** Charsets of which no second byte is a delimiter or a quote below 0x40. */
const BYTEWISE: readonly string[] = ['utf-8', 'cp932', 'shift_jis', 'windows-31j', 'euc-jp', 'iso-8859-1'];

/** The layout of an output's file for the candidate; undefined where records cannot be told byte by byte (packed, UTF-16, Parquet). */
export function layoutOf(format: Tagged | undefined, bytes: Buffer): Layout | undefined {
  if (format === undefined || isPacked(bytes)) return undefined;
  const config = format.config as Config;
  const named = typeof config.encoding === 'string' ? config.encoding : (config.encoding?.candidate ?? 'utf-8');
  const encoding = named === 'auto' ? 'utf-8' : named;
  if (!BYTEWISE.includes(encoding)) return undefined;
  const utf8 = encoding === 'utf-8';
  const key = config.key ?? [];
  switch (format.kind) {
    case 'csv':
    case 'tsv': {
      const delimiter = format.kind === 'tsv' ? '\t' : (config.delimiter ?? ',');
      if (!utf8 && delimiter.charCodeAt(0) >= 0x40) return undefined;
      const names = Array.isArray(config.header) ? (config.header as readonly string[]) : undefined;
      return { delimiter, quote: config.quote ?? '"', header: names === undefined, ...(names === undefined ? {} : { names }), key, utf8 };
    }
    case 'text':
      return { header: false, names: ['line'], key: [], utf8 };
    case 'jsonl':
    case 'fixed':
      return { header: false, key: [], utf8 };
    default:
      return undefined;
  }
}

function isPacked(bytes: Buffer): boolean {
  const [first, second] = bytes;
  return (
    (first === 0x1f && second === 0x8b) ||
    (first === 0x50 && second === 0x4b) ||
    (first === 0xff && second === 0xfe) ||
    (first === 0xfe && second === 0xff)
  );
}
