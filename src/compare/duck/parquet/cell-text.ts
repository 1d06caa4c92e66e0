import type { DuckDBType } from '@duckdb/node-api';
import { sqlName } from '../sql-text.ts';

/** Types whose values are written in JSON as they are. Others would lose something there: long decimals become floats. */
const PLAIN_IN_JSON: readonly string[] = [
  'BOOLEAN',
  'TINYINT',
  'SMALLINT',
  'INTEGER',
  'BIGINT',
  'UTINYINT',
  'USMALLINT',
  'UINTEGER',
  'UBIGINT',
  'VARCHAR',
];

/**
 * The SQL that writes a column's cells as text, NULL staying NULL. Times of day, dates, numbers, UUIDs: as DuckDB writes them (ISO 8601, all digits of a
 * decimal, the shortest digits that give the same float). Timestamps with `T` between date and time, those that are instants in UTC with `Z`; bytes in
 * hexadecimal; lists, structs and maps in JSON.
 */
export function cellText(name: string, type: DuckDBType): string {
  const cell = sqlName(name);
  const kind = kindOf(type);
  if (kind === 'VARCHAR') return cell;
  if (kind === 'BLOB') return `lower(hex(${cell}))`;
  if (kind === 'TIMESTAMP WITH TIME ZONE')
    return `${timestampText(`(${cell} AT TIME ZONE 'UTC')`)} || CASE WHEN isfinite(${cell}) THEN 'Z' ELSE '' END`;
  if (kind.startsWith('TIMESTAMP')) return timestampText(cell);
  if (isNested(type)) return `CAST(to_json(CAST(${cell} AS ${jsonType(type)})) AS VARCHAR)`;
  return `CAST(${cell} AS VARCHAR)`;
}

function timestampText(value: string): string {
  return `replace(CAST(${value} AS VARCHAR), ' ', 'T')`;
}

/** The type with every value as text that JSON would change. */
function jsonType(type: DuckDBType): string {
  if ('entryTypes' in type && 'entryNames' in type)
    return `STRUCT(${type.entryNames.map((name, index) => `${sqlName(name)} ${textIn(type.entryTypes[index])}`).join(', ')})`;
  if ('keyType' in type) return `MAP(${textIn(type.keyType)}, ${textIn(type.valueType)})`;
  if ('valueType' in type) return `${textIn(type.valueType)}[]`;
  return PLAIN_IN_JSON.includes(kindOf(type)) ? kindOf(type) : 'VARCHAR';
}

function textIn(type: DuckDBType | undefined): string {
  return type === undefined ? 'VARCHAR' : jsonType(type);
}

function isNested(type: DuckDBType): boolean {
  return 'valueType' in type || 'entryTypes' in type;
}

/** The type's own name, not the one that it may be given. */
function kindOf(type: DuckDBType): string {
  return type.toString();
}
