import mysql, { type Connection, type FieldPacket } from 'mysql2';
import { TwinrunError } from '../../model/error.ts';
import type { DatabaseAddress } from '../../model/world.ts';
import type { Batch } from './batch.ts';
import { tlsOptions } from './tls.ts';

const CONNECT_TIMEOUT_MS = 30_000;
const BUFFERED_ROWS = 256;
const BATCH_ROWS = 256;

/** What a typeCast gets; `buffer` are the bytes as the server prints them. */
interface Cell {
  readonly name: string;
  buffer(): Buffer | null;
}

/**
 * The result of one query of a MySQL or MariaDB, as it arrives: the server is held back while nobody reads. All of one moment, in a read-only transaction on a
 * connection of its own. When `signal` fires, the connection is cut. Throws `database.writes`, `database.bytes`.
 */
export async function* mysqlRows(
  address: DatabaseAddress,
  password: string | undefined,
  sql: string,
  signal: AbortSignal,
): AsyncGenerator<Batch, void, undefined> {
  refuseWrites(sql);
  const ssl = await tlsOptions(address);
  signal.throwIfAborted();
  const connection = mysql.createConnection({
    host: address.address,
    port: address.port,
    database: address.database,
    user: address.user,
    ...(password === undefined ? {} : { password }),
    ...(ssl === undefined ? {} : { ssl: { ...ssl, verifyIdentity: ssl.rejectUnauthorized } }),
    connectTimeout: CONNECT_TIMEOUT_MS,
    charset: 'utf8mb4',
    multipleStatements: false,
    // `LOAD DATA LOCAL` would let a server ask for files of this machine.
    flags: ['-LOCAL_FILES'],
    rowsAsArray: true,
  });
  // The library tells what runs nothing of an end that it did not expect, or of one that we make.
  const lost = new Promise<never>((_resolve, reject) => {
    connection.on('error', reject);
    connection.on('end', () => reject(new Error('the server closed the connection')));
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  const cut = () => void connection.destroy();
  signal.addEventListener('abort', cut, { once: true });
  try {
    await Promise.race([lost, ask(connection, 'SET SESSION TRANSACTION READ ONLY')]);
    await Promise.race([lost, ask(connection, 'START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY')]);
    yield* stream(connection, sql, lost);
    await Promise.race([lost, ask(connection, 'ROLLBACK')]);
  } finally {
    lost.catch(() => {});
    signal.removeEventListener('abort', cut);
    connection.destroy();
  }
}

async function* stream(connection: Connection, sql: string, lost: Promise<never>): AsyncGenerator<Batch, void, undefined> {
  let columns: readonly string[] = [];
  const query = connection.query({ sql, rowsAsArray: true, typeCast: (cell: unknown) => printed(cell as Cell) });
  query.on('fields', (fields: FieldPacket[] | undefined) => {
    columns = (fields ?? []).map(({ name }) => name);
  });
  let rows: (string | null)[][] = [];
  let any = false;
  const arriving = query.stream({ highWaterMark: BUFFERED_ROWS });
  lost.catch((error: Error) => arriving.destroy(error));
  for await (const row of arriving) {
    rows.push(row as (string | null)[]);
    if (rows.length < BATCH_ROWS) continue;
    yield { columns, rows };
    rows = [];
    any = true;
  }
  if (rows.length > 0 || !any) yield { columns, rows };
}

function ask(connection: Connection, sql: string): Promise<void> {
  return new Promise((resolve, reject) => void connection.query(sql, (error) => (error === null ? resolve() : reject(error))));
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function printed(cell: Cell): string | null {
  const bytes = cell.buffer();
  if (bytes === null) return null;
  try {
    return strict.decode(bytes);
  } catch (cause) {
    throw new TwinrunError({
      code: 'database.bytes',
      class: 'misuse',
      message: `column ${cell.name} of the query holds bytes that are no text`,
      fix: `Select HEX(${cell.name}) instead.`,
      cause,
    });
  }
}

/** A transaction that is read-only keeps statements from writing, but `CALL`, `COMMIT` or `SET` could end it, and a file may be written in it. */
function refuseWrites(sql: string): void {
  const text = sql.replace(/^(?:\s|\(|--[^\n]*\n|#[^\n]*\n|\/\*(?!!)[\s\S]*?\*\/)+/, '');
  if (/^(?:select|with|table|values|show)\b/i.test(text) && !/\binto\s+(?:outfile|dumpfile|@)/i.test(sql)) return;
  throw new TwinrunError({
    code: 'database.writes',
    class: 'misuse',
    message: 'the query does more than read',
    expected: 'one SELECT (or WITH, TABLE, VALUES, SHOW) without INTO',
    received: sql,
    fix: 'Write a query that reads.',
  });
}
