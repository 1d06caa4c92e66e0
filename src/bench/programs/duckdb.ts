import { DuckDBInstance } from '@duckdb/node-api';
import { type CellTuple, countColumns, sortCells } from '../cells.ts';
import { COLUMNS } from '../record.ts';
import type { Answer } from '../task.ts';
import { answerWith } from './answer-with.ts';

const VALUES = COLUMNS.filter((column) => column !== 'id');
const SAMPLES = 100;

const connection = DuckDBInstance.create(':memory:').then((instance) => instance.connect());

void answerWith(async (task, legacy, candidate): Promise<Answer> => {
  if (task === 'count')
    return { records: [await one(`SELECT count(*) FROM ${table(legacy)}`), await one(`SELECT count(*) FROM ${table(candidate)}`)] };
  if (task === 'multiset') return { equal: (await fingerprint(legacy)) === (await fingerprint(candidate)) };
  return task === 'shifted' ? await figures(legacy, candidate) : await cells(legacy, candidate);
});

/** Every cell is text, as for the other contenders; the dialect is told, not sniffed. */
function table(file: string): string {
  return `read_csv('${file.replaceAll("'", "''")}', header = true, all_varchar = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
    columns = {${COLUMNS.map((name) => `'${name}': 'VARCHAR'`).join(', ')}})`;
}

/** Count and sum of hashes: equal for equal multisets. */
async function fingerprint(file: string): Promise<string> {
  const [row] = await rows(`SELECT count(*)::VARCHAR || ' ' || sum(hash(${COLUMNS.join(', ')})::HUGEINT)::VARCHAR FROM ${table(file)}`);
  return String(row?.[0]);
}

function joined(legacy: string, candidate: string): string {
  return `${table(legacy)} l FULL OUTER JOIN ${table(candidate)} c ON l.id = c.id`;
}

/** The records that differ, split into cells here. */
async function cells(legacy: string, candidate: string): Promise<Answer> {
  const differ = VALUES.map((name) => `l.${name} IS DISTINCT FROM c.${name}`).join(' OR ');
  const columns = [...COLUMNS.map((name) => `l.${name}`), ...COLUMNS.map((name) => `c.${name}`)];
  const found = await rows(`SELECT ${columns.join(', ')} FROM ${joined(legacy, candidate)} WHERE l.id IS NULL OR c.id IS NULL OR ${differ}`);
  const listed: CellTuple[] = [];
  let [added, removed] = [0, 0];
  for (const row of found) {
    if (row[0] === null) added += 1;
    else if (row[COLUMNS.length] === null) removed += 1;
    else {
      for (const [index, name] of COLUMNS.entries()) {
        if (row[index] === row[COLUMNS.length + index]) continue;
        listed.push([String(row[0]), name, String(row[index]), String(row[COLUMNS.length + index])]);
      }
    }
  }
  return { added, removed, columns: countColumns(listed), cells: sortCells(listed) };
}

/** Counts by column and samples, in one join. */
async function figures(legacy: string, candidate: string): Promise<Answer> {
  const both = 'l.id IS NOT NULL AND c.id IS NOT NULL';
  const counts = VALUES.map((name) => `count(*) FILTER (${both} AND l.${name} IS DISTINCT FROM c.${name})`);
  const samples = VALUES.map(
    (name) => `min_by([l.id, l.${name}, c.${name}], l.id, ${SAMPLES}) FILTER (${both} AND l.${name} IS DISTINCT FROM c.${name})`,
  );
  const found = await rows(
    `SELECT count(*) FILTER (l.id IS NULL), count(*) FILTER (c.id IS NULL), ${[...counts, ...samples].join(', ')} FROM ${joined(legacy, candidate)}`,
  );
  const [added, removed, ...rest] = found[0] ?? [];
  const columns = Object.fromEntries(VALUES.map((name, index) => [name, Number(rest[index])] as const).filter(([, count]) => count > 0));
  const listed = VALUES.flatMap((name, index) =>
    ((rest[VALUES.length + index] ?? []) as [string, string, string][]).map(([key, ...texts]): CellTuple => [key, name, ...texts]),
  );
  return { added: Number(added), removed: Number(removed), columns, cells: sortCells(listed) };
}

async function rows(sql: string): Promise<unknown[][]> {
  return (await (await (await connection).runAndReadAll(sql)).getRowsJson()) as unknown[][];
}

async function one(sql: string): Promise<number> {
  return Number((await rows(sql))[0]?.[0]);
}
