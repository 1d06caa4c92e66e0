import { Socket } from 'node:net';
import pg from 'pg';
import type { DatabaseAddress } from '../../model/world.ts';
import { type Batch, FIRST_ROWS, nextCount } from './batch.ts';
import { tlsOptions } from './tls.ts';

const CONNECT_TIMEOUT_MS = 30_000;

/**
 * The result of one query of a PostgreSQL by a cursor, some records at a time, all of one moment (REPEATABLE READ), in a read-only transaction on a connection
 * of its own. When `signal` fires, the connection is cut.
 */
export async function* postgresRows(
  address: DatabaseAddress,
  password: string | undefined,
  sql: string,
  signal: AbortSignal,
): AsyncGenerator<Batch, void, undefined> {
  const ssl = await tlsOptions(address);
  const socket = new Socket();
  const client = new pg.Client({
    host: address.address,
    port: address.port,
    database: address.database,
    user: address.user,
    ...(password === undefined ? {} : { password }),
    ...(ssl === undefined ? {} : { ssl }),
    stream: () => socket,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'twinrun',
    // Cells stay as the server prints them: figures are compared as text.
    types: { getTypeParser: () => (value: string | Buffer) => value },
  });
  client.on('error', () => {});
  const cut = () => void socket.destroy();
  signal.throwIfAborted();
  signal.addEventListener('abort', cut, { once: true });
  try {
    await client.connect();
    await client.query('START TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    // The extended protocol takes one statement: none can end the read-only transaction and go on. A cursor takes nothing that writes.
    await client.query({ text: `DECLARE twinrun NO SCROLL CURSOR FOR ${sql}`, queryMode: 'extended' } as pg.QueryConfig);
    for (let count = FIRST_ROWS, first = true; ; first = false) {
      const { fields, rows } = await client.query<(string | null)[]>({ text: `FETCH FORWARD ${count} FROM twinrun`, rowMode: 'array' });
      if (rows.length > 0 || first) yield { columns: fields.map(({ name }) => name), rows };
      if (rows.length < count) break;
      count = nextCount(rows);
    }
    await client.query('ROLLBACK');
    await client.end();
  } finally {
    signal.removeEventListener('abort', cut);
    socket.destroy();
  }
}
