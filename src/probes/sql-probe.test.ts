import { chmodSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connections, makeConnections } from '../connections/connections.ts';
import { systemClock } from '../runtime/clock.ts';
import { type Postgres, startPostgres } from '../sandbox/postgres/postgres.ts';
import { testContext } from '../testing/context.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { sqlProbe } from './sql-probe.ts';

const folder = temporaryFolder();
// Another account runs the database when the tests run as root.
chmodSync(folder, 0o711);
let server: Postgres;
let connections: Connections;
const x = testContext();

beforeAll(async () => {
  server = await startPostgres({ folder, clock: systemClock, searchPath: '' });
  x.secrets.provide({ PASSWORD: server.reader.password, WRONG: 'not the password' });
  const address = { kind: 'postgres', address: server.address, port: server.port, database: server.database, user: server.reader.user } as const;
  const databases = {
    analytics: { ...address, passwordSecret: 'PASSWORD' },
    locked: { ...address, passwordSecret: 'WRONG' },
    refused: { ...address, port: 1, passwordSecret: 'PASSWORD' },
    encrypted: { ...address, tls: 'verify', passwordSecret: 'PASSWORD' },
  } as const;
  connections = makeConnections({ kind: 'real', hosts: {}, databases, aws: {} }, x);
});
afterAll(async () => {
  await connections.close();
  await server.stop();
});

const read = (query: string, database = 'analytics', timeout = 60_000) => sqlProbe(connections).read({ database, query, timeout }, x);

describe('the sql probe', () => {
  it('gives the result as the server prints it, NULL apart from empty', async () => {
    expect(await read("SELECT '007', NULL, '', 12345678901234567890.10, timestamp '2026-11-24 01:02:03'")).toBe(
      '[["007",null,"","12345678901234567890.10","2026-11-24 01:02:03"]]',
    );
  });

  it('gives the same figure while the source stands still', async () => {
    const query = 'SELECT count(*), max(updated_at) FROM clients';
    expect(await read(query)).toBe(await read(query));
  });

  it.each([
    ['SELECT max(updated_at), NULL FROM clients WHERE false', 'NULL'],
    ['SELECT updated_at FROM clients WHERE false', 'no row'],
  ])('takes what stays empty for no figure: %s', async (query, received) => {
    await expect(read(query)).rejects.toMatchObject({ code: 'probe.empty', received });
    expect(await read('SELECT count(*), max(updated_at) FROM clients WHERE false')).toBe('[["0",null]]');
  });

  it.each(['DELETE FROM clients', 'SELECT nonsense'])('cannot write, and says what failed: %s', async (query) => {
    await expect(read(query)).rejects.toMatchObject({ code: 'database.failed', received: query });
  });

  it('says so when the password is refused', async () => {
    const error = await read('SELECT 1', 'locked').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'database.failed', message: expect.stringContaining('password') });
    expect(JSON.stringify(error)).not.toContain('not the password');
  });

  it('hangs no longer than it may', async () => {
    const start = performance.now();
    await expect(read('SELECT pg_sleep(30)', 'analytics', 500)).rejects.toMatchObject({ code: 'database.timed-out' });
    expect(performance.now() - start).toBeLessThan(20_000);
  });

  it('is a figure, no table', async () => {
    const many = "SELECT repeat('x', 1000) FROM generate_series(1, 2000000)";
    await expect(read(many)).rejects.toMatchObject({ code: 'database.too-large', class: 'misuse' });
  });

  it('says so when nobody answers, and when TLS is wanted of one that has none', async () => {
    await expect(read('SELECT 1', 'refused')).rejects.toMatchObject({ code: 'database.failed', message: expect.stringContaining('ECONNREFUSED') });
    await expect(read('SELECT 1', 'encrypted')).rejects.toMatchObject({ code: 'database.failed', message: expect.stringContaining('SSL') });
  });
});
