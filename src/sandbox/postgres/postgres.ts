import { randomBytes } from 'node:crypto';
import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { Clock } from '../../model/clock.ts';
import { postgresAccount } from './account.ts';
import { usablePostgres } from './binaries.ts';
import { initCluster } from './init-cluster.ts';
import { SEED_SQL } from './seed.ts';
import { startServer } from './server.ts';

export interface PostgresOptions {
  /** Absolute path of an existing folder; as root, another account must be able to enter it (mode 0711). */
  readonly folder: string;
  readonly clock: Clock;
  /** Where to look for PostgreSQL when the npm package has none for this platform. */
  readonly searchPath: string;
}

/** A running PostgreSQL with the analytics database. */
export interface Postgres {
  readonly address: '127.0.0.1';
  readonly port: number;
  readonly database: 'analytics';
  /** Reads clients and orders, and may do nothing else. */
  readonly reader: { readonly user: 'batch_reader'; readonly password: string };
  /** Process id of the server. */
  readonly pid: number;
  /** Ends all sessions, and resolves when the server is gone. */
  stop(): Promise<void>;
}

const DATABASE = 'analytics';
const READER = 'batch_reader';

/** Makes a PostgreSQL cluster in the folder, starts it on a free loopback port and fills it. Throws `sandbox.no-postgres`, `sandbox.postgres-failed`. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const account = postgresAccount();
  const home = join(options.folder, 'postgres');
  await mkdir(home, { mode: 0o700 });
  if (account !== undefined) await chown(home, account.uid, account.gid);
  const binaries = await usablePostgres(options.folder, account, options.searchPath);
  const superuser = { user: 'postgres', password: randomBytes(24).toString('base64url') };
  const data = await initCluster(binaries, { home, account, ...superuser });
  const server = await startServer(binaries, { home, data, account, clock: options.clock });
  const password = randomBytes(24).toString('base64url');
  try {
    await seed(server.port, superuser, password, options.clock);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { address: '127.0.0.1', port: server.port, database: DATABASE, reader: { user: READER, password }, pid: server.pid, stop: server.stop };
}

async function seed(port: number, superuser: { user: string; password: string }, password: string, clock: Clock): Promise<void> {
  const address = { host: '127.0.0.1', port, ...superuser };
  // A new cluster has an empty database already: renaming it is quicker than copying a template.
  await withClient({ ...address, database: 'template1' }, (client) => client.query(`ALTER DATABASE postgres RENAME TO ${DATABASE}`));
  await withClient({ ...address, database: DATABASE }, async (client) => {
    // The word of a role cannot be a bound parameter; base64url needs no escape.
    await client.query(`CREATE ROLE ${READER} LOGIN PASSWORD '${password}'`);
    await client.query("SELECT set_config('sandbox.today', $1, false)", [dayInTokyo(clock.now())]);
    await client.query(SEED_SQL);
    await client.query(
      `REVOKE ALL ON SCHEMA public FROM public; GRANT USAGE ON SCHEMA public TO ${READER}; GRANT SELECT ON clients, orders TO ${READER}`,
    );
  });
}

function dayInTokyo(now: Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo' }).format(now);
}

async function withClient(config: pg.ClientConfig, use: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client(config);
  client.on('error', () => {});
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}
