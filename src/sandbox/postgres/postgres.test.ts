import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../runtime/clock.ts';
import { postgresAccount } from './account.ts';
import { packagedPostgres, runnable } from './binaries.ts';
import { type Postgres, startPostgres } from './postgres.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinrun-pg-'));
chmodSync(folder, 0o711);
let server: Postgres;

beforeAll(async () => {
  server = await startPostgres({ folder, clock: systemClock, searchPath: '' });
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function query(sql: string, password = server.reader.password): Promise<pg.QueryResult> {
  const client = new pg.Client({ host: server.address, port: server.port, database: server.database, user: server.reader.user, password });
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}

async function figure(sql: string): Promise<number> {
  const { rows } = await query(`SELECT (${sql}) AS figure`);
  return Number((rows[0] as { figure: string }).figure);
}

describe('the database of the sandbox', () => {
  it.each([
    ['at least 100,000 rows', 'SELECT count(*) FROM clients', 100_000],
    ['NULL addresses', 'SELECT count(*) FROM clients WHERE email IS NULL', 1_000],
    ['empty addresses', "SELECT count(*) FROM clients WHERE email = ''", 1_000],
    ['negative money', 'SELECT count(*) FROM clients WHERE balance < 0', 1_000],
    ['notes of several lines', "SELECT count(*) FROM clients WHERE note LIKE E'%\\n%'", 10],
    ['notes with quotes', "SELECT count(*) FROM clients WHERE note LIKE '%\"%'", 100],
    ['half-width names', "SELECT count(*) FROM clients WHERE name_kana LIKE 'ﾀﾅｶ%'", 100],
    ['leading zeros', "SELECT count(*) FROM clients WHERE postal_code LIKE '0%'", 1_000],
    ['orders', 'SELECT count(*) FROM orders', 100_000],
    [
      'times whose day depends on the zone',
      "SELECT count(*) FROM clients WHERE (updated_at AT TIME ZONE 'Asia/Tokyo')::date <> (updated_at AT TIME ZONE 'UTC')::date",
      10_000,
    ],
  ])('holds %s', async (_title, sql, least) => {
    expect(await figure(sql)).toBeGreaterThanOrEqual(least);
  });

  it('sorts names otherwise than by bytes', async () => {
    expect(await figure("SELECT count(*) FROM (VALUES (1)) AS v(x) WHERE 'ﾀﾅｶ' < 'チバ' AND 'ﾀﾅｶ' COLLATE \"C\" > 'チバ'")).toBe(1);
  });

  it('lets the reader write nothing', async () => {
    await expect(query('DELETE FROM clients')).rejects.toThrow(/permission denied/);
    await expect(query('CREATE TABLE mine (x int)')).rejects.toThrow(/permission denied/);
  });

  it('refuses a wrong password', async () => {
    await expect(query('SELECT 1', 'wrong')).rejects.toThrow(/password authentication failed/);
  });

  it('is gone when it has stopped', async () => {
    const other = mkdtempSync(join(tmpdir(), 'twinrun-pg-'));
    chmodSync(other, 0o711);
    const second = await startPostgres({ folder: other, clock: systemClock, searchPath: '' });
    expect(second.port).not.toBe(server.port);
    await second.stop();
    expect(() => process.kill(second.pid, 0)).toThrow(/ESRCH/);
    rmSync(other, { recursive: true, force: true });
  });

  it('copies its programs, and makes their links, where another account may not enter their folder', async () => {
    const native = packagedPostgres();
    if (native === undefined) return;
    const closed = join(folder, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    cpSync(native, join(closed, 'native'), { recursive: true, filter: (path) => !/\.so\.60$/.test(path) });
    const { initdb } = await runnable(join(closed, 'native'), folder, { uid: 65534, gid: 65534 });
    expect(initdb).toBe(join(folder, 'pg', 'bin', 'initdb'));
    expect(execFileSync(initdb, ['--version'], { ...postgresAccount(), encoding: 'utf8' })).toMatch(/PostgreSQL/);
  });
});
