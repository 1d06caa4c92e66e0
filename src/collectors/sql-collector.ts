import { z } from 'zod';
import { csvLine } from '../compare/formats/convert/csv-line.ts';
import type { Connections } from '../connections/connections.ts';
import type { QueryResult } from '../connections/database.ts';
import type { Collector } from '../model/collector.ts';
import { TwinrunError } from '../model/error.ts';
import { message } from '../model/message.ts';
import { sha256 } from '../runtime/hash.ts';
import { artifact, expectSameAgain, receiveFile } from './receive-file.ts';

const config = z.strictObject({
  database: z.string().min(1).describe('Database by its name in twinrun.yaml'),
  query: z
    .string()
    .min(1)
    .describe('One SELECT; run in a read-only transaction after both takes have ended. Its result must fit into memory. May hold {{date}}'),
});

/**
 * Brings the result of a query home as CSV (RFC 4180, UTF-8, with a header; NULL is nothing, the empty text is `""`), cells as the server prints them. A query
 * without ORDER BY has no order, so the records are sorted. Read twice, and compared: a state that still moves is none.
 */
export function sqlCollector(connections: Connections): Collector<z.infer<typeof config>> {
  return {
    kind: 'sql',
    config,
    plan: ({ database }) => [message('sql.plan', 'query {database}', { database })],
    async collect({ database, query }, request, x) {
      // The same words in another layout ask for the same.
      const source = `sql://${database}/${sha256(query.trim().replace(/\s+/g, ' ')).slice(0, 16)}`;
      const read = async () => inChunks(csvOf(await connections.query(database, query)));
      const received = await receiveFile(await read(), 'result.csv', request, x);
      const verified = await expectSameAgain(source, await read(), received, x);
      return [artifact(request, received, { name: 'result.csv', source, verified })];
    },
  };
}

function csvOf({ columns, rows }: QueryResult): string[] {
  // In a record of one cell, nothing would be no record: it is written as the empty text, and NULL could not be told apart.
  if (columns.length === 1 && rows.some(([cell]) => cell === null)) throw loneNull(columns[0] ?? '');
  const records = rows.map((row) => `${csvLine(row.map((cell) => cell ?? undefined))}\n`);
  return [`${csvLine(columns)}\n`, ...records.sort()];
}

function loneNull(column: string): TwinrunError {
  return new TwinrunError({
    code: 'collect.lone-null',
    message: `the one column of the query, ${column}, holds NULL: as CSV it would look like the empty text`,
    fix: 'Select a key beside it.',
  });
}

const RECORDS = 1000;

async function* inChunks(records: readonly string[]): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < records.length; at += RECORDS) yield Buffer.from(records.slice(at, at + RECORDS).join(''));
}
