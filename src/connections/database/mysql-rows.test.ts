import { join } from 'node:path';
import mysql from 'mysql2';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DatabaseAddress } from '../../model/world.ts';
import { testContext } from '../../testing/context.ts';
import { type Mariadb, startMariadb } from '../../testing/mariadb.ts';
import { mostRetained } from '../../testing/retained-memory.ts';
import { describeWithPrograms } from '../../testing/system-program.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { queryDatabase, readRows } from './read-rows.ts';

describeWithPrograms(['mariadbd', 'mariadb-install-db', 'openssl'], 'queries of MySQL and MariaDB', (paths) => {
  let server: Mariadb;
  const x = testContext({ MARIADB: 'the password', WRONG: 'not it' });
  beforeAll(async () => {
    server = await startMariadb(paths.mariadbd ?? '', paths['mariadb-install-db'] ?? '', join(temporaryFolder(), 'mariadb'));
    await write("CREATE TABLE t (id INT PRIMARY KEY, note VARCHAR(40)); INSERT INTO t VALUES (1, 'one'), (2, NULL), (3, '')");
  }, 120_000);
  afterAll(() => server?.stop());

  async function write(sql: string): Promise<void> {
    const { address: host, port, database, user } = server.address;
    const connection = mysql.createConnection({ host, port, database, user, password: 'the password', multipleStatements: true });
    await new Promise<void>((resolve, reject) => void connection.query(sql, (error) => (error === null ? resolve() : reject(error))));
    connection.destroy();
  }

  const query = (sql: string, change: Partial<DatabaseAddress> = {}, timeoutMs = 20_000) =>
    queryDatabase({ ...server.address, ...change }, sql, x, { timeoutMs });

  it('gives cells as the server prints them, NULL apart from the empty text', async () => {
    expect(await query('SELECT * FROM t ORDER BY id')).toEqual({
      columns: ['id', 'note'],
      rows: [
        ['1', 'one'],
        ['2', null],
        ['3', ''],
      ],
    });
    const exact = `SELECT CAST(12345678901234567890.10 AS DECIMAL(30,2)), 9223372036854775807, 18446744073709551615, CAST('2026-11-24 01:02:03.000004' AS DATETIME(6)),
      0.1e0, 'é€😀', CAST('838:59:59' AS TIME), JSON_OBJECT('b', 1), b'101' + 0`;
    expect((await query(exact)).rows).toEqual([
      [
        '12345678901234567890.10',
        '9223372036854775807',
        '18446744073709551615',
        '2026-11-24 01:02:03.000004',
        '0.1',
        'é€😀',
        '838:59:59',
        '{"b": 1}',
        '5',
      ],
    ]);
    expect(await query('SELECT id AS a, id AS a FROM t WHERE false')).toEqual({ columns: ['a', 'a'], rows: [] });
  });

  it('refuses bytes that are no text, in a word on how to get them', async () => {
    await expect(query("SELECT x'ff00' AS raw")).rejects.toMatchObject({ code: 'database.bytes', fix: { text: 'Select HEX(raw) instead.' } });
    expect((await query("SELECT HEX(x'ff00') AS raw")).rows).toEqual([['FF00']]);
  });

  it.each([
    'DELETE FROM t',
    'COMMIT',
    'CALL mysql.something()',
    'SET GLOBAL max_connections = 1',
    '/* harmless */ DROP TABLE t',
    "SELECT 1 INTO OUTFILE '/tmp/x'",
    "SELECT 1 /*! INTO OUTFILE '/tmp/x' */",
  ])('refuses what does more than read: %s', async (sql) => {
    await expect(query(sql)).rejects.toMatchObject({ code: 'database.writes' });
  });

  it.each(['SELECT 1; DELETE FROM t', 'WITH a AS (SELECT 1) DELETE FROM t', 'SELECT NEXT VALUE FOR nothing', 'SELECT nonsense'])(
    'lets the server refuse: %s',
    async (sql) => {
      await expect(query(sql)).rejects.toMatchObject({ code: 'database.failed', received: sql });
      expect((await query('SELECT count(*) FROM t')).rows).toEqual([['3']]);
    },
  );

  it('cannot write by a function either', async () => {
    await write('CREATE FUNCTION sneak() RETURNS INT DETERMINISTIC BEGIN INSERT INTO t VALUES (9, NULL); RETURN 1; END');
    await expect(query('SELECT sneak()')).rejects.toMatchObject({ code: 'database.failed', message: expect.stringMatching(/read.only/i) });
    expect((await query('SELECT count(*) FROM t')).rows).toEqual([['3']]);
  });

  it('never prints a password that was refused', async () => {
    const error = await query('SELECT 1', { passwordSecret: 'WRONG' }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'database.failed', message: expect.stringContaining('Access denied') });
    expect(JSON.stringify(error)).not.toContain('not it');
  });

  it('speaks TLS: believed, verified, or refused', async () => {
    const cipher = async (change: Partial<DatabaseAddress>) => (await query("SHOW STATUS LIKE 'Ssl_cipher'", change)).rows[0]?.[1];
    expect(await cipher({})).toBe('');
    expect(await cipher({ tls: 'require' })).not.toBe('');
    expect(await cipher({ tls: 'verify', ca: server.certificate, address: 'localhost' })).not.toBe('');
    await expect(cipher({ tls: 'verify', ca: server.certificate })).rejects.toMatchObject({ code: 'database.tls-name' });
    await expect(cipher({ tls: 'verify', address: 'localhost' })).rejects.toMatchObject({
      code: 'database.failed',
      message: expect.stringContaining('self-signed'),
    });
    await expect(cipher({ tls: 'verify', ca: '/no/such/file', address: 'localhost' })).rejects.toMatchObject({ code: 'database.ca-unreadable' });
  });

  it('cuts what takes too long, and what is cancelled', async () => {
    await expect(query('SELECT SLEEP(30)', {}, 500)).rejects.toMatchObject({ code: 'database.timed-out' });
    const cancelled = testContext({ MARIADB: 'the password' });
    setTimeout(() => cancelled.abort(), 200);
    await expect(queryDatabase(server.address, 'SELECT SLEEP(30)', cancelled)).rejects.toThrow('cancelled by the test');
  });

  it('streams: the server is held back while nobody reads', async () => {
    let size = 0;
    const held = await mostRetained(async () => {
      for await (const { rows } of readRows(server.address, "SELECT seq, REPEAT('x', 20000) FROM seq_1_to_10000", x)) {
        // Long enough for all of it to arrive.
        if (size === 0) await new Promise((resolve) => setTimeout(resolve, 3000));
        size += rows.length * 20_000;
      }
    });
    expect(size).toBe(200_000_000);
    expect(held).toBeLessThan(60_000_000);
  });

  it('says so when the database goes away in the middle', async () => {
    const running = query("SELECT seq, SLEEP(0.01), REPEAT('x', 20) FROM seq_1_to_10000").catch((thrown: unknown) => thrown);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await server.stop();
    expect(await running).toMatchObject({ code: 'database.failed' });
  });
});
