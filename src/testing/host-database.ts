import { chmodSync, mkdirSync } from 'node:fs';
import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { systemClock } from '../runtime/clock.ts';
import { postgresAccount } from '../sandbox/postgres/account.ts';
import { usablePostgres } from '../sandbox/postgres/binaries.ts';
import { initCluster } from '../sandbox/postgres/init-cluster.ts';
import { startServer } from '../sandbox/postgres/server.ts';
import { installTools } from '../sandbox/tools/install-tools.ts';

/** A real PostgreSQL that scripts of a host write to by `psql`. */
export interface HostDatabase {
  /** Shell text that a script begins with: `psql` is on its PATH and finds the database. */
  readonly environment: string;
  sql(text: string): Promise<void>;
  /** Every record of every table, as text, sorted. */
  dump(): Promise<Readonly<Record<string, readonly string[]>>>;
  stop(): Promise<void>;
}

const SUPERUSER = { user: 'postgres', password: 'only-on-loopback' };

/** `folder`: exists, and everybody may enter it. Without a `psql` on this machine scripts have the sandbox's, of the built package. */
export async function startHostDatabase(folder: string): Promise<HostDatabase> {
  const account = postgresAccount();
  const [home, tools] = [join(folder, 'database'), join(folder, 'tools')];
  for (const path of [folder, home]) {
    mkdirSync(path, { recursive: true });
    chmodSync(path, 0o711);
  }
  const data = join(home, 'home');
  await mkdir(data, { mode: 0o700 });
  if (account !== undefined) await chown(data, account.uid, account.gid);
  const binaries = await usablePostgres(home, account, process.env.PATH ?? '');
  const cluster = { home: data, account };
  const server = await startServer(binaries, { ...cluster, data: await initCluster(binaries, { ...cluster, ...SUPERUSER }), clock: systemClock });
  const distTools = join(import.meta.dirname, '../../dist/src/sandbox/tools');
  await installTools(tools, { distTools, searchPath: process.env.PATH ?? '', standIns: 'missing' });
  const client = new pg.Client({ host: '127.0.0.1', port: server.port, database: 'postgres', ...SUPERUSER });
  await client.connect();
  const ask = async (text: string) => (await client.query<{ t: string }>(text)).rows.map(({ t }) => t);
  return {
    environment: `export PATH=${tools}:$PATH PGHOST=127.0.0.1 PGPORT=${server.port} PGDATABASE=postgres PGUSER=${SUPERUSER.user} PGPASSWORD=${SUPERUSER.password}`,
    sql: async (text) => void (await client.query(text)),
    async dump() {
      const tables = await ask("SELECT quote_ident(table_name) AS t FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1");
      const records: [string, readonly string[]][] = [];
      for (const table of tables) records.push([table, await ask(`SELECT r::text AS t FROM ${table} r ORDER BY 1`)]);
      return Object.fromEntries(records);
    },
    async stop() {
      await client.end();
      await server.stop();
    },
  };
}
