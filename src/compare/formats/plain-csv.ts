import type { TableFormat } from './raw-table.ts';
import { UNPACK_LIMITS } from './unpack/unpacked.ts';

/**
 * What `tableFormatOf` makes of a CSV for which nothing or only a key is set, without the schemas: they and zod would take longer to load than small files
 * to compare. Undefined for any other settings, and for a key that is none: the schema must look.
 */
export function plainCsv(config: Readonly<Record<string, unknown>>): TableFormat | undefined {
  const { key, ...rest } = config;
  if (Object.keys(rest).length > 0 || !(key === undefined || isKey(key))) return undefined;
  const [encoding, unpack] = ['utf-8', UNPACK_LIMITS] as const;
  return {
    ...(key === undefined ? {} : { key: [...key] }),
    encoding,
    unpack,
    delimiter: ',',
    quote: '"',
    header: true,
    reading: { by: 'text', encoding, unpack },
  };
}

function isKey(key: unknown): key is readonly string[] {
  return Array.isArray(key) && key.length > 0 && new Set(key).size === key.length && key.every((name) => typeof name === 'string' && name !== '');
}
