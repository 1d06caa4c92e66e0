import pg from 'pg';
import type { Context } from '../model/context.ts';
import { TwinrunError } from '../model/error.ts';
import type { DatabaseAddress } from '../model/world.ts';

const TIMEOUT_MS = 60_000;

/** What a query gave: cells as the server prints them, NULL as null. */
export interface QueryResult {
  /** The names of the columns; two may be the same. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Runs one query in a read-only transaction on a connection of its own. Throws `database.failed`. */
export async function queryDatabase(address: DatabaseAddress, sql: string, x: Pick<Context, 'secrets'>): Promise<QueryResult> {
  const client = new pg.Client({
    host: address.address,
    port: address.port,
    database: address.database,
    user: address.user,
    ...(address.passwordSecret === undefined ? {} : { password: x.secrets.get(address.passwordSecret) }),
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
    application_name: 'twinrun',
    // Cells stay as the server prints them: figures are compared as text.
    types: { getTypeParser: () => (value: string | Buffer) => value },
  });
  client.on('error', () => {});
  // The extended protocol takes one statement: none can end the read-only transaction and go on.
  const query = { text: sql, rowMode: 'array' as const, queryMode: 'extended' };
  try {
    await client.connect();
    await client.query('START TRANSACTION READ ONLY');
    const result = await client.query<(string | null)[]>(query);
    await client.query('ROLLBACK');
    return { columns: result.fields.map(({ name }) => name), rows: result.rows };
  } catch (cause) {
    throw new TwinrunError({
      code: 'database.failed',
      message: `the query on ${address.database} at ${address.address}:${address.port} failed: ${cause instanceof Error ? cause.message : String(cause)}`,
      received: sql,
      fix: 'Check the query, the address and the secret of the database in twinrun.yaml, and that the role may read.',
      cause,
    });
  } finally {
    await client.end().catch(() => {});
  }
}
