import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBResult, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import { TwinrunError } from '../../model/error.ts';
import { duckError } from './duck-error.ts';
import { spellings, sqlText } from './sql-text.ts';

/** One record of a result; null is SQL's NULL. */
export type Row = readonly (string | null)[];

/** A statement that DuckDB has parsed and bound. */
export interface Statement {
  /** Whether it only reads, by DuckDB's own word. */
  readonly reads: boolean;
  readonly columns: readonly string[];
  readonly types: readonly DuckDBType[];
  rows(): AsyncGenerator<readonly Row[]>;
}

/** A DuckDB database in memory, for one use. Every call throws `sql.failed`, `sql.overflow`, `sql.out-of-memory` or `compare.cancelled`. */
export interface Duck {
  run(sql: string): Promise<void>;
  /** All records at once, for results that are known to be small. */
  rows(sql: string): Promise<readonly Row[]>;
  stream(sql: string): AsyncGenerator<readonly Row[]>;
  prepare(sql: string): Promise<Statement>;
  /** From here on no file but `paths` can be read or written, and no setting be changed. */
  confine(paths: readonly string[]): Promise<void>;
}

export interface DuckSettings {
  /** More goes to a private temporary folder. */
  readonly memory?: string;
  /** All cores where absent. One makes the order of results, and sums of floats, the same each time. */
  readonly threads?: number;
}

const MEMORY = '1GiB';

/** Opens a database, gives it to `use`, and closes it. DuckDB is loaded here, not before. Nothing is installed or fetched. */
export async function withDuck<T>(settings: DuckSettings, signal: AbortSignal | undefined, use: (duck: Duck) => Promise<T>): Promise<T> {
  if (signal?.aborted === true) throw duckError(signal.reason, signal);
  const { DuckDBInstance } = await loadDuck();
  const folder = await mkdtemp(join(tmpdir(), 'twinrun-duckdb-'));
  try {
    const instance = await DuckDBInstance.create(':memory:', {
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      extension_directory: folder,
      temp_directory: folder,
      memory_limit: settings.memory ?? MEMORY,
      ...(settings.threads === undefined ? {} : { threads: String(settings.threads) }),
    });
    try {
      const connection = await instance.connect();
      const interrupt = () => connection.interrupt();
      signal?.addEventListener('abort', interrupt);
      try {
        // Else the zone of the machine would decide what a time with a zone means.
        await connection.run("SET TimeZone = 'UTC'");
        return await use(duckOf(connection, signal));
      } finally {
        signal?.removeEventListener('abort', interrupt);
        connection.closeSync();
      }
    } finally {
      instance.closeSync();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function duckOf(connection: DuckDBConnection, signal: AbortSignal | undefined): Duck {
  const attempt = async <T>(step: () => Promise<T>): Promise<T> => {
    // An interrupt reaches only a statement that runs.
    if (signal?.aborted === true) throw duckError(signal.reason, signal);
    try {
      return await step();
    } catch (cause) {
      throw duckError(cause, signal);
    }
  };
  const read = async function* (start: () => Promise<DuckDBResult>): AsyncGenerator<readonly Row[]> {
    const result = await attempt(start);
    for (let chunk = await attempt(() => result.fetchChunk()); chunk !== null && chunk.rowCount > 0; chunk = await attempt(() => result.fetchChunk()))
      yield chunk.getRows().map((row) => row.map(textOf));
  };
  const duck: Duck = {
    run: async (sql) => {
      await attempt(() => connection.run(sql));
    },
    rows: (sql) => attempt(async () => (await connection.runAndReadAll(sql)).getRows().map((row) => row.map(textOf))),
    stream: (sql) => read(() => connection.stream(sql)),
    prepare: async (sql) => {
      const { StatementType } = await loadDuck();
      const extracted = await attempt(() => connection.extractStatements(sql));
      const prepared = await attempt(() => extracted.prepare(0));
      return {
        reads: extracted.count === 1 && prepared.statementType === StatementType.SELECT && prepared.parameterCount === 0,
        columns: Array.from({ length: prepared.columnCount }, (_, index) => prepared.columnName(index)),
        types: Array.from({ length: prepared.columnCount }, (_, index) => prepared.columnType(index)),
        rows: () => read(() => prepared.stream()),
      };
    },
    confine: async (paths) => {
      await duck.run(`SET allowed_paths = [${spellings(paths).map(sqlText).join(', ')}]`);
      await duck.run('SET enable_external_access = false');
      await duck.run('SET lock_configuration = true');
    },
  };
  return duck;
}

function textOf(value: DuckDBValue): string | null {
  return value === null ? null : String(value);
}

async function loadDuck() {
  try {
    return await import('@duckdb/node-api');
  } catch (cause) {
    throw new TwinrunError({
      code: 'duckdb.unavailable',
      message: 'DuckDB cannot be loaded on this machine',
      fix: 'Install again without omitting optional dependencies; DuckDB has no build for every system (musl among them).',
      cause,
    });
  }
}
