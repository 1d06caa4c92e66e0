import { z } from 'zod';
import { csvLine } from '../compare/formats/convert/csv-line.ts';
import type { Connections } from '../connections/connections.ts';
import type { Batch } from '../connections/database/batch.ts';
import type { Collector } from '../model/collector.ts';
import { TwinrunError } from '../model/error.ts';
import { message } from '../model/message.ts';
import { sha256 } from '../runtime/hash.ts';
import { isOrdered } from './ordered-query.ts';
import { expectSameAgain } from './proof.ts';
import { artifact, receiveFile } from './receive-file.ts';
import type { Arrived } from './write-hashed.ts';

/** Records without an order are sorted here, in memory: no more than so many characters. */
const SORTED_AT_MOST = 64 * 1024 * 1024;

const config = z.strictObject({
  database: z.string().min(1).describe('Database by its name in twinrun.yaml'),
  query: z
    .string()
    .min(1)
    .describe(
      'One SELECT; run in a read-only transaction after both takes have ended. A result of more than 64 MB needs an ORDER BY over a key. May hold {{date}}',
    ),
});

/**
 * Brings the result of a query home as CSV (RFC 4180, UTF-8, with a header; NULL is nothing, the empty text is `""`), cells as the server prints them. With
 * ORDER BY the records are streamed as they come; without it they have no order, so they are sorted. Read twice, and compared: a state that still moves is none.
 */
export function queryCollector(connections: Connections): Collector<z.infer<typeof config>> {
  return {
    kind: 'query',
    config,
    plan: ({ database }) => [message('query.plan', 'query {database}', { database })],
    async collect({ database, query }, request, x) {
      // The same words in another layout ask for the same.
      const source = `sql://${database}/${sha256(query.trim().replace(/\s+/g, ' ')).slice(0, 16)}`;
      const read = () => {
        const batches = connections.rows(database, query);
        return isOrdered(query) ? asTheyCome(batches) : sorted(batches);
      };
      const prove = (arrived: Arrived) => expectSameAgain(source, read(), arrived, x);
      const received = await receiveFile(read(), { name: 'result.csv', prove }, request, x);
      return [artifact(request, received, { name: 'result.csv', source })];
    },
  };
}

async function* asTheyCome(batches: AsyncIterable<Batch>): AsyncGenerator<Uint8Array> {
  let first = true;
  for await (const batch of batches) {
    const head = first ? [`${csvLine(batch.columns)}\n`] : [];
    first = false;
    yield Buffer.from([...head, ...recordsOf(batch)].join(''));
  }
}

async function* sorted(batches: AsyncIterable<Batch>): AsyncGenerator<Uint8Array> {
  const records: string[] = [];
  let header = '';
  let size = 0;
  for await (const batch of batches) {
    header = `${csvLine(batch.columns)}\n`;
    for (const record of recordsOf(batch)) {
      size += record.length;
      records.push(record);
    }
    if (size > SORTED_AT_MOST) throw unordered(records.length);
  }
  yield Buffer.from(header);
  records.sort();
  for (let at = 0; at < records.length; at += CHUNK) yield Buffer.from(records.slice(at, at + CHUNK).join(''));
}

const CHUNK = 1000;

function recordsOf({ columns, rows }: Batch): string[] {
  // In a record of one cell, nothing would be no record: it is written as the empty text, and NULL could not be told apart.
  if (columns.length === 1 && rows.some(([cell]) => cell === null)) throw loneNull(columns[0] ?? '');
  return rows.map((row) => `${csvLine(row.map((cell) => cell ?? undefined))}\n`);
}

function loneNull(column: string): TwinrunError {
  return new TwinrunError({
    code: 'collect.lone-null',
    message: `the one column of the query, ${column}, holds NULL: as CSV it would look like the empty text`,
    fix: 'Select a key beside it.',
  });
}

function unordered(records: number): TwinrunError {
  return new TwinrunError({
    code: 'collect.unordered',
    class: 'misuse',
    message: `the query gives more than ${SORTED_AT_MOST / 1024 / 1024} MB (after ${records} records) in no stated order: that is not sorted in memory`,
    expected: 'ORDER BY over a key that is unique',
    fix: 'Add ORDER BY over the key to the query: then its result is streamed, however large.',
  });
}
