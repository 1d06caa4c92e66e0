import type { Finding } from '../../model/finding.ts';
import { message } from '../../model/message.ts';
import type { CommonColumn } from './match-columns.ts';

/** The key's columns where both sides have them all. Of a repeated name the first. */
export function keyColumns(key: readonly string[] | undefined, common: readonly CommonColumn[]): readonly CommonColumn[] | undefined {
  const columns = key?.map((name) => common.find((column) => column.name === name));
  return columns?.every((column) => column !== undefined) === true ? columns : undefined;
}

/** One for each key column that a side with a header lacks. */
export function missingKeys(
  key: readonly string[] | undefined,
  headers: { readonly legacy: readonly string[] | undefined; readonly candidate: readonly string[] | undefined },
): Finding[] {
  return (['legacy', 'candidate'] as const).flatMap((side) =>
    (key ?? [])
      .filter((name) => headers[side]?.includes(name) === false)
      .map((name) => ({
        id: 'columns.key-missing',
        message: message('columns.key-missing', 'key column {column} is missing in {side}: records cannot be matched', { column: name, side }),
        side,
        fix: message('columns.key-missing.fix', 'Write the column on both sides, or name a key that both have.'),
      })),
  );
}
