import { z } from 'zod';
import type { Format } from '../model/registries.ts';
import { checkDeclarations } from './equivalence/check-declarations.ts';
import { columnSchema } from './equivalence/registry.ts';

const asciiCharacter = z
  .string()
  .length(1)
  .refine((text) => text.charCodeAt(0) < 0x80 && text !== '\n' && text !== '\r', 'expected one ASCII character that is no line end');

const config = z
  .strictObject({
    /** Columns that identify a record, in order. Without a key, records are compared as a multiset. */
    key: z.array(z.string().min(1)).min(1).optional(),
    delimiter: asciiCharacter.default(','),
    quote: asciiCharacter.default('"'),
    encoding: z.literal('utf-8').default('utf-8'),
    header: z.literal(true).default(true),
    /** What counts as equal, by column; exact text where nothing is declared. */
    columns: z.record(z.string().min(1), columnSchema).describe('What counts as equal, by column; without a rule, exact text').exactOptional(),
  })
  .refine((value) => value.delimiter !== value.quote, { message: 'delimiter and quote must differ', path: ['quote'] })
  .refine((value) => new Set(value.key).size === (value.key?.length ?? 0), { message: 'a key column is named twice', path: ['key'] })
  .superRefine((value, context) => checkDeclarations(value.columns ?? {}, value.key, context));

/** How a CSV output is to be read (RFC 4180 with a header; nothing is inferred: every cell is text). */
export type CsvConfig = z.output<typeof config>;

/** The output format `csv`. */
export const csvFormat = { kind: 'csv', config } as const satisfies Format<CsvConfig>;

/** A CSV file to compare, and the name to show for it (the path where it is absent). */
export interface TableSource {
  readonly file: string;
  readonly name?: string;
  readonly format: CsvConfig;
}
