import { z } from 'zod';
import type { Origin } from '../../model/prepared-table.ts';
import type { Format } from '../../model/registries.ts';
import { checkTable, columnNames, tableShape } from '../formats/table-config.ts';

const asciiCharacter = z
  .string()
  .length(1)
  .refine((text) => text.charCodeAt(0) < 0x80 && text !== '\n' && text !== '\r', 'expected one ASCII character that is no line end');

const header = z
  .union([z.literal(true), columnNames])
  .describe('`true`: the first record names the columns. A list: the file has no header, and these are its columns');

const config = z
  .strictObject({ ...tableShape, delimiter: asciiCharacter.default(','), quote: asciiCharacter.default('"'), header: header.default(true) })
  .refine((value) => value.delimiter !== value.quote, { message: 'delimiter and quote must differ', path: ['quote'] })
  .superRefine((value, context) => checkTable(value, context, value.header === true ? undefined : value.header));

/** How a CSV output is to be read (RFC 4180; nothing is inferred: every cell is text). */
export type CsvConfig = z.output<typeof config>;

/** The output format `csv`. */
export const csvFormat = { kind: 'csv', config } as const satisfies Format<CsvConfig>;

/** CSV with tabs. */
const tsvConfig = z
  .strictObject({ ...tableShape, quote: asciiCharacter.default('"'), header: header.default(true) })
  .refine((value) => value.quote !== '\t', { message: 'delimiter and quote must differ', path: ['quote'] })
  .superRefine((value, context) => checkTable(value, context, value.header === true ? undefined : value.header));

/** The output format `tsv`: CSV with tabs as delimiters, quotes included. */
export const tsvFormat = { kind: 'tsv', config: tsvConfig } as const satisfies Format;

/**
 * A plain CSV in UTF-8 with a header, and the name to show for it (the path where it is absent). Files in any other form are made one by
 * `withPrepared` and then have an origin.
 */
export interface TableSource {
  readonly file: string;
  readonly name?: string;
  /** `ordered`: records are compared in their order and have no key, as the lines of a text. */
  readonly format: CsvConfig & { readonly ordered?: boolean };
  readonly origin?: Origin;
}
