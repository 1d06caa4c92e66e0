import { readdirSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { runProgram } from '../../testing/run-program.ts';
import { useTempFolder } from '../../testing/temporary-folder.ts';
import { withDuck } from './duck.ts';
import { sqlPath, sqlText } from './sql-text.ts';

const folder = useTempFolder();

async function file(text: string, name = folder.fresh()): Promise<string> {
  await writeFile(name, text);
  return name;
}

describe('a confined database', () => {
  it('reaches the files that it was given, by their very names, and no other', async () => {
    const within = folder.fresh();
    await mkdir(within);
    const [mine, like, secret] = [
      await file('a\n1\n', join(within, 'a*[1].csv')),
      await file('a\n2\n', join(within, 'ab1.csv')),
      await file('a\nsecret\n'),
    ];
    await withDuck({}, undefined, async (duck) => {
      await duck.confine([mine]);
      expect(await duck.rows(`FROM read_csv(${sqlPath(mine)}, all_varchar = true)`)).toEqual([['1']]);
      const beyond = [
        `FROM read_csv(${sqlText(secret)})`,
        `FROM read_text(${sqlText(like)})`,
        `FROM glob('/etc/*')`,
        `COPY (SELECT 1) TO ${sqlText(secret)}`,
        `ATTACH ${sqlText(join(within, 'x.db'))}`,
        'INSTALL httpfs',
        'LOAD httpfs',
        "FROM read_csv('http://127.0.0.1:1/a.csv')",
        'SET enable_external_access = true',
        "SET allowed_paths = ['/etc/passwd']",
        "SET temp_directory = '/'",
      ];
      for (const sql of beyond) await expect(duck.rows(sql), sql).rejects.toMatchObject({ code: 'sql.failed', class: 'misuse' });
    });
    expect(await readFile(secret, 'utf8')).toBe('a\nsecret\n');
  });

  it('spills to a private folder when memory is short, and leaves nothing behind', async () => {
    const temporary = folder.fresh();
    await mkdir(temporary);
    vi.stubEnv('TMPDIR', temporary);
    await withDuck({ memory: '64MiB', threads: 1 }, undefined, async (duck) => {
      await duck.confine([]);
      const [row] = await duck.rows("SELECT count(*), max(s) FROM (SELECT DISTINCT range * 7919 || repeat('x', 40) AS s FROM range(1500000))");
      expect(row?.[0]).toBe('1500000');
    });
    vi.unstubAllEnvs();
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('says when memory does not suffice', async () => {
    const big = "SELECT length(string_agg(repeat('x', 1000), '')) FROM range(200000)";
    await expect(withDuck({ memory: '16MiB', threads: 1 }, undefined, (duck) => duck.rows(big))).rejects.toMatchObject({ code: 'sql.out-of-memory' });
  });

  it('writes no zone of this machine into times', async () => {
    expect(await withDuck({}, undefined, (duck) => duck.rows("SELECT CAST(TIMESTAMPTZ '2026-01-02 03:04:05+09' AS VARCHAR)"))).toEqual([
      ['2026-01-01 18:04:05+00'],
    ]);
  });

  it('stops a statement that runs', async () => {
    const stop = new AbortController();
    const endless = 'SELECT count(*) FROM range(100000000) a, range(100000000) b WHERE hash(a.range, b.range) = 1';
    setTimeout(() => stop.abort(), 300);
    await expect(withDuck({}, stop.signal, (duck) => duck.rows(endless))).rejects.toMatchObject({ code: 'compare.cancelled', class: 'cancelled' });
  });
});

it('is not loaded before it is used: every command would pay for it', async () => {
  const root = join(import.meta.dirname, '../../..');
  const script = `await import('./src/kinds.ts'); process.stdout.write(String(process.report.getReport().sharedObjects.filter((name) => name.includes('duckdb')).length));`;
  const loader = join(root, 'node_modules/tsx/dist/loader.mjs');
  const count = (code: string) => runProgram(process.execPath, ['--import', loader, '--input-type=module', '-e', code], { cwd: root });
  expect(await count(script)).toMatchObject({ code: 0, stdout: '0' });
  expect((await count(`await import('@duckdb/node-api'); ${script}`)).stdout).not.toBe('0');
});
