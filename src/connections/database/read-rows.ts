import type { Context } from '../../model/context.ts';
import { TwinrunError } from '../../model/error.ts';
import type { DatabaseAddress } from '../../model/world.ts';
import { type Batch, sizeOf } from './batch.ts';

export interface ReadLimits {
  /** Milliseconds for the whole; none by default. */
  readonly timeoutMs?: number;
}

/**
 * Streams the result of one query; nothing but a batch of it is held in memory. The first batch always comes, with the columns, though it may have no rows.
 * Throws `database.failed`, `database.timed-out`, and what the kinds of database throw; what the caller aborts throws its reason.
 */
export async function* readRows(
  address: DatabaseAddress,
  sql: string,
  x: Pick<Context, 'secrets' | 'signal'>,
  { timeoutMs }: ReadLimits = {},
): AsyncGenerator<Batch, void, undefined> {
  const timeout = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
  const signal = timeout === undefined ? x.signal : AbortSignal.any([x.signal, timeout]);
  const password = address.passwordSecret === undefined ? undefined : x.secrets.get(address.passwordSecret);
  try {
    yield* await rowsOf(address, password, sql, signal);
  } catch (cause) {
    if (x.signal.aborted) throw x.signal.reason;
    if (cause instanceof TwinrunError) throw cause;
    if (timeout?.aborted === true) throw timedOut(address, sql, timeoutMs ?? 0);
    throw failed(address, sql, cause);
  }
}

/** Only the client that is needed is loaded. */
async function rowsOf(address: DatabaseAddress, password: string | undefined, sql: string, signal: AbortSignal) {
  if (address.kind === 'mysql') return (await import('./mysql-rows.ts')).mysqlRows(address, password, sql, signal);
  return (await import('./postgres-rows.ts')).postgresRows(address, password, sql, signal);
}

/** A figure is small: what is larger is meant to be an output. Characters. */
const LARGEST_FIGURE = 1_000_000;

/** Runs one read-only query whose result is small. Throws what `readRows` throws, and `database.too-large`. */
export async function queryDatabase(
  address: DatabaseAddress,
  sql: string,
  x: Pick<Context, 'secrets' | 'signal'>,
  limits: ReadLimits = {},
): Promise<Batch> {
  const rows: (readonly (string | null)[])[] = [];
  let columns: readonly string[] = [];
  let size = 0;
  for await (const batch of readRows(address, sql, x, limits)) {
    columns = batch.columns;
    size += sizeOf(batch.rows) + batch.rows.length;
    if (size > LARGEST_FIGURE) throw tooLarge(address, sql);
    rows.push(...batch.rows);
  }
  return { columns, rows };
}

function place({ database, address, port }: DatabaseAddress): string {
  return `${database} at ${address}:${port}`;
}

function failed(address: DatabaseAddress, sql: string, cause: unknown): TwinrunError {
  return new TwinrunError({
    code: 'database.failed',
    message: `the query on ${place(address)} failed: ${reasonOf(cause)}`,
    received: sql,
    fix: 'Check the query, the address, tls and the secret of the database in twinrun.yaml, and that the role may read.',
    cause,
  });
}

/** Of an attempt at several addresses, the errors of each; a library may give no text but a code. */
function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.errors.length > 0) return cause.errors.map(reasonOf).join('; ');
  if (!(cause instanceof Error)) return String(cause);
  return cause.message !== '' ? cause.message : ((cause as NodeJS.ErrnoException).code ?? cause.name);
}

function timedOut(address: DatabaseAddress, sql: string, timeoutMs: number): TwinrunError {
  return new TwinrunError({
    code: 'database.timed-out',
    message: `the query on ${place(address)} took longer than ${timeoutMs / 1000} s; its connection was cut`,
    received: sql,
    fix: 'Ask for less, add an index, or give it more time (`timeout`).',
  });
}

function tooLarge(address: DatabaseAddress, sql: string): TwinrunError {
  return new TwinrunError({
    code: 'database.too-large',
    class: 'misuse',
    message: `the query on ${place(address)} gives more than ${LARGEST_FIGURE} characters`,
    expected: 'a figure, such as a count and a maximum',
    received: sql,
    fix: 'Select count(*), max(updated_at) or a checksum. What is to be compared row by row is an output: the collector `query` brings it home.',
  });
}
