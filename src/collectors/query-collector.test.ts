import { chmodSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connections, makeConnections } from '../connections/connections.ts';
import type { CollectRequest } from '../model/collector.ts';
import { systemClock } from '../runtime/clock.ts';
import { type Postgres, startPostgres } from '../sandbox/postgres/postgres.ts';
import { testContext } from '../testing/context.ts';
import { mostRetained } from '../testing/retained-memory.ts';
import { sideEvidence } from '../testing/stored-run.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { queryCollector } from './query-collector.ts';

const folder = temporaryFolder();
// Another account runs the database when the tests run as root.
chmodSync(folder, 0o711);
const x = testContext();
let server: Postgres;
let connections: Connections;
let runs = 0;

beforeAll(async () => {
  server = await startPostgres({ folder, clock: systemClock, searchPath: '' });
  x.secrets.provide({ PASSWORD: server.reader.password });
  const address = { kind: 'postgres', address: server.address, port: server.port, database: server.database, user: server.reader.user } as const;
  connections = makeConnections({ kind: 'real', hosts: {}, databases: { analytics: { ...address, passwordSecret: 'PASSWORD' } }, aws: {} }, x);
});
afterAll(async () => {
  await connections.close();
  await server.stop();
});

async function collect(query: string) {
  runs += 1;
  const runFolder = join(folder, `run-${runs}`);
  mkdirSync(join(runFolder, 'a'), { recursive: true });
  const { observation } = sideEvidence('legacy');
  const request: CollectRequest = { output: 'state', side: 'legacy', take: 'legacy-1', observation, runFolder, folder: 'a' };
  const [artifact] = await queryCollector(connections).collect({ database: 'analytics', query }, request, x);
  return {
    artifact,
    get text() {
      return readFileSync(join(runFolder, artifact?.path ?? ''), 'utf8');
    },
  };
}

describe('the query collector', () => {
  it('brings the result home as CSV, sorted, cells as the server prints them, NULL apart from empty', async () => {
    const { artifact, text } = await collect(
      `SELECT * FROM (VALUES ('b', NULL, 12345678901234567890.10), ('a"', '', -0.5), ('a, b', E'x\\ny', 1)) AS state (id, "the note", amount)`,
    );
    expect(text).toBe('id,the note,amount\n"a""","",-0.5\n"a, b","x\ny",1\nb,,12345678901234567890.10\n');
    expect(artifact).toMatchObject({
      name: 'result.csv',
      verified: 'second-reading',
      source: expect.stringMatching(/^sql:\/\/analytics\/[0-9a-f]{16}$/),
    });
    expect(artifact).not.toHaveProperty('writtenAt');
  });

  it('gives the header alone where there are no rows', async () => {
    expect((await collect('SELECT 1 AS id WHERE false')).text).toBe('id\n');
  });

  it('takes the same query in another layout for the same source', async () => {
    const [one, other, third] = [await collect('SELECT 1 AS id'), await collect(' SELECT\n  1 AS id '), await collect('SELECT 2 AS id')];
    expect(one.artifact?.source).toBe(other.artifact?.source);
    expect(one.artifact?.source).not.toBe(third.artifact?.source);
  });

  it('streams what states its order, of any size, in the order of the server', async () => {
    let size: number | undefined;
    const held = await mostRetained(async () => {
      const { artifact } = await collect("SELECT i AS id, repeat('x', 40000) AS note FROM generate_series(10000, 1, -1) AS i ORDER BY i DESC");
      size = artifact?.size;
    });
    expect(size).toBeGreaterThan(390_000_000);
    expect(held).toBeLessThan(100_000_000);
  });

  it('demands an order of what is too much to sort', async () => {
    const query = "SELECT i AS id, repeat('x', 1000) AS note FROM generate_series(1, 80000) AS i";
    await expect(collect(query)).rejects.toMatchObject({ code: 'collect.unordered', class: 'misuse' });
  });

  it('keeps the types exact as the server prints them', async () => {
    const query = `SELECT 1 AS id, 0.1::float8 + 0.2::float8 AS f, 1e40::numeric AS n, '\\x00ff'::bytea AS b, timestamp '2026-11-24 01:02:03.000004' AS t,
      9007199254740993::bigint AS i, true AS yes, ARRAY[1,NULL] AS list, '{"b":1,"a":2}'::json AS j`;
    const { text } = await collect(query);
    expect(text.split('\n')[1]).toBe(
      `1,0.30000000000000004,1${'0'.repeat(40)},\\x00ff,2026-11-24 01:02:03.000004,9007199254740993,t,"{1,NULL}","{""b"":1,""a"":2}"`,
    );
  });

  it('refuses a state that still moves', async () => {
    await expect(collect('SELECT clock_timestamp() AS now')).rejects.toMatchObject({ code: 'collect.differs' });
  });

  it('refuses NULL in a record of one cell, which could not be told from the empty text', async () => {
    await expect(collect('SELECT NULL AS note')).rejects.toMatchObject({ code: 'collect.lone-null' });
    expect((await collect("SELECT '' AS note")).text).toBe('note\n""\n');
  });

  it('takes one query that cannot write', async () => {
    await expect(collect('DELETE FROM clients')).rejects.toMatchObject({ code: 'database.failed' });
    await expect(collect('SELECT 1 AS id; SELECT 2 AS id')).rejects.toMatchObject({ code: 'database.failed' });
  });

  it('keeps no half when the database goes away in the middle', async () => {
    const query = "SELECT i AS id, pg_sleep(0.001)::text AS s, repeat('x', 1000) AS note FROM generate_series(1, 200000) AS i ORDER BY 1";
    const running = collect(query).catch((thrown: unknown) => thrown);
    await new Promise((resolve) => setTimeout(resolve, 700));
    await server.stop();
    expect(await running).toMatchObject({ code: 'database.failed' });
    expect(readdirSync(join(folder, `run-${runs}`, 'a'))).toEqual([]);
  });
});
