import type { Tagged } from '../../model/schema.ts';
import { csv, tsv } from './csv-kind.ts';
import { fixed } from './fixed-kind.ts';
import { jsonl } from './jsonl-kind.ts';
import { parquet } from './parquet-kind.ts';
import type { TableFormat } from './raw-table.ts';
import type { TableKind } from './table-kind.ts';
import { text } from './text-kind.ts';

/** Every format whose files become tables. A new one is one line here. */
export const tableKinds = { csv, tsv, fixed, jsonl, parquet, text } as const satisfies Readonly<Record<string, TableKind>>;

/** How files of a format are read and compared; undefined where it is none that becomes a table. */
export function tableFormatOf({ kind, config }: Tagged): TableFormat | undefined {
  const kinds: Readonly<Record<string, TableKind>> = tableKinds;
  return Object.hasOwn(kinds, kind) ? kinds[kind]?.read(config) : undefined;
}
