import { z } from 'zod';
import { checkDeclarations } from '../equivalence/check-declarations.ts';
import type { ColumnDeclarations } from '../equivalence/declaration.ts';
import { columnSchema } from '../equivalence/registry.ts';
import { ENCODING_NAMES } from './encodings/names.ts';
import { UNPACK_LIMITS } from './unpack/unpacked.ts';

const encodingName = z.enum(ENCODING_NAMES);

/** How a file's bytes are its letters, for both sides or for each. */
export const encodingSchema = z
  .union([encodingName, z.strictObject({ legacy: encodingName, candidate: encodingName })], {
    error: `one of ${ENCODING_NAMES.join(', ')}; or \`legacy\` and \`candidate\` with one of these each`,
  })
  .describe('Charset of the files, of both sides or of each; `auto` recognises it. A UTF-16 byte order mark is always heeded');

/** What an archive may become at most when it is unpacked. */
export const unpackSchema = z
  .strictObject({
    maxMiB: z.int().min(1).default(UNPACK_LIMITS.maxMiB).describe('Most MiB that a compressed file may unpack to'),
    maxRatio: z.number().min(1).default(UNPACK_LIMITS.maxRatio).describe('Most times its size that a compressed file may unpack to, beyond 256 MiB'),
  })
  .prefault({})
  .describe('Bounds for compressed files (gzip and zip are recognised)');

const keySchema = z.array(z.string().min(1)).min(1);

/** Settings of every format that becomes a table. */
export const tableShape = {
  /** Columns that identify a record, in order. Without a key, records are compared as a multiset. */
  key: keySchema.optional(),
  encoding: encodingSchema.default('utf-8'),
  unpack: unpackSchema,
  /** What counts as equal, by column; exact text where nothing is declared. */
  columns: z.record(z.string().min(1), columnSchema).describe('What counts as equal, by column; without a rule, exact text').exactOptional(),
};

/** Names of columns that stand in the scenario because the file does not name them. */
export const columnNames = z
  .array(z.string().min(1))
  .min(1)
  .refine((names) => new Set(names).size === names.length, 'different names');

interface TableSettings {
  readonly key?: readonly string[] | undefined;
  readonly columns?: ColumnDeclarations | undefined;
}

/** Rules across the fields of `tableShape`. `known`: the names of all columns, where they are known before the file is read. */
export function checkTable({ key, columns }: TableSettings, context: z.RefinementCtx, known?: readonly string[]): void {
  if (new Set(key).size !== (key?.length ?? 0)) context.addIssue({ code: 'custom', message: 'a key column is named twice', path: ['key'] });
  if (known !== undefined) {
    for (const [at, name] of (key ?? []).entries()) if (!known.includes(name)) unknown(context, ['key', at], name, known);
    for (const name of Object.keys(columns ?? {})) if (!known.includes(name)) unknown(context, ['columns', name], name, known);
  }
  checkDeclarations(columns ?? {}, key, context);
}

function unknown(context: z.RefinementCtx, path: (string | number)[], name: string, known: readonly string[]): void {
  const params = { code: 'unknown-column', message: `there is no column \`${name}\``, fix: 'Name a column as it is declared for this format.' };
  context.addIssue({ code: 'custom', message: `one of ${known.join(', ')}`, path, params });
}
