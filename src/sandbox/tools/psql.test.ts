import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../runtime/clock.ts';
import { type ProgramRun, runProgram, standIn } from '../../testing/run-program.ts';
import { describeWithPrograms } from '../../testing/system-program.ts';
import { type Postgres, startPostgres } from '../postgres/postgres.ts';

let folder: string;
let database: Postgres;
let env: Readonly<Record<string, string>>;
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'twinrun-psql-')));
  chmodSync(folder, 0o711);
  database = await startPostgres({ folder, clock: systemClock, searchPath: process.env.PATH ?? '' });
  const { user, password } = database.reader;
  env = { HOME: folder, PGHOST: database.address, PGPORT: String(database.port), PGDATABASE: database.database, PGUSER: user, PGPASSWORD: password };
}, 120_000);
afterAll(async () => {
  await database.stop();
  rmSync(folder, { recursive: true, force: true });
});

const [node = '', ...ours] = standIn('psql');
type Given = { readonly input?: string; readonly env?: Readonly<Record<string, string>> };
const run = (program: readonly string[], args: readonly string[], given: Given = {}): Promise<ProgramRun> =>
  runProgram(program[0] ?? '', [...program.slice(1), ...args], { input: given.input ?? '', env: { ...env, ...given.env }, cwd: folder });
const psql = (args: readonly string[], given: Given = {}): Promise<ProgramRun> => run([node, ...ours], args, given);

function script(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const VALUES = String.raw`-- what a batch may meet
select 1 as a, null as b, '' as c, 'x"y' as "d""e", E'a\nb' as nl, '日本語,カンマ' as jp, 12.50::numeric m, 1.0::float8 f, true t, '\.' as dot,
  timestamptz '2024-01-02 03:04:05+09' ts, interval '1 day' i, array[1,null,3] arr, '{"a": 1}'::jsonb j, '\xdeadbeef'::bytea by, 12.5::money mo
union all select 22, 'v', E'tab\tx', 'é', E'cr\rx', 'ｶﾅ', -3.1415, 'NaN', false, 'plain', null, null, null, null, null, null;
select 'a' where false;
COPY (select 1 a, null b, '' c, 'x"y' d, E'n\nl' e, '波—ダッシュ〜' f) TO STDOUT WITH (FORMAT csv, HEADER);
COPY (select 1 a, null b) TO STDOUT;
create temp table t(a int, b text);
insert into t values (1, 'a'), (2, :'v');
update t set b = b || '!' where a = :n;
select * from t order by a; select :'v', :n, ':v', ":i" from (select 1 as ":i") x; select 1::text, '{1,2,3}'::int[] as arr, (array[1,2,3])[1:2];
delete from t returning *;
select $$a;b$$, $x$ $$ ; $x$, 'it''s', E'q\';', /* c ; /* nested ; */ */ 3;
do $$ begin raise notice 'hello %', 5; end $$;
\echo done :n :'v' 'a b' "c"
`;
const ERRORS = `\\set x 5
select 1;
select * from nosuch
 where a = 1;
select 1/0;
select 1, 'これはとても長い行で、切り詰められるはずです', 'and this is more text to be cut off', nosuch, 'and more text beyond the columns' from clients;
\\foo bar
select :x;
\\echo end
`;
const COMMANDS = `select 1
;\\pset null NUL
select null; \\t
\\pset format csv
select 1,2;
\\a
\\unset y
select 'no semicolon'
`;

describeWithPrograms(['psql'], 'the stand-in does as psql', ({ psql: real = '' }) => {
  const same = async (args: readonly string[], given: Given = {}): Promise<void> => {
    const expected = await run([real], args, given);
    expect(await psql(args, given)).toEqual(expected);
  };
  const variables = ['-v', 'n=2', '-v', "v=it's \\ x"];

  it.each([
    [['-A']],
    [['-A', '-t']],
    [['--csv']],
    [['--csv', '-t']],
    [[]],
    [['-t']],
    [['-qA', '-F', ';', '-P', 'null=NULL', '-P', 'footer=off']],
    [['--csv', '-P', 'csv_fieldsep=;']],
  ])('prints values, with %j', (format) => same(['-X', ...format, ...variables, '-f', script('values.sql', VALUES)]));

  it.each([
    ['in a file', (path: string) => same(['-X', '-A', '-f', path])],
    ['in a file, under ON_ERROR_STOP', (path: string) => same(['-X', '-A', '-v', 'ON_ERROR_STOP=1', '-f', path])],
    ['on stdin', () => same(['-X', '-A'], { input: ERRORS })],
    ['on stdin by name', () => same(['-X', '-A', '-f', '-'], { input: ERRORS })],
  ])('tells errors %s', (_title, compare) => compare(script('errors.sql', ERRORS)));

  it('runs commands, and an unfinished statement', async () => {
    await same(['-X', '-A', '-f', script('commands.sql', COMMANDS)]);
    await same(['-X', '-A'], { input: "select 1; select 2\nselect 'open\n" });
  });

  it.each([
    ['-c twice', ['-At', '-c', 'select 1', '-c', 'select 2; select 3']],
    ['-c that fails', ['-At', '-c', 'select nosuch', '-c', 'select 2']],
    ['-c that fails, last', ['-At', '-c', 'select 2', '-c', 'select 1; select nosuch; select 3']],
    ['-c that fails, under ON_ERROR_STOP', ['-At', '-v', 'ON_ERROR_STOP=1', '-c', 'select nosuch', '-c', 'select 2']],
    ['-c that fails midway through its rows', ['-At', '-c', 'select 1/(5-i) from generate_series(1, 9) i']],
    ['a backslash command', ['-c', '\\echo hi', '-c', '\\bad']],
    ['a table made from a query', ['-c', 'create temp table q as select 1', '-c', 'explain (costs off) select 1', '-c', 'show datestyle']],
    [
      'a commit that fails',
      ['-1', '-v', 'ON_ERROR_STOP=1', '-c', 'create temp table q(a int unique deferrable initially deferred)', '-c', 'insert into q values (1),(1)'],
    ],
    ['-v without a value', ['-v', 'ON_ERROR_STOP=1', '-v', 'ON_ERROR_STOP', '-c', 'select nosuch', '-c', 'select 1']],
    ['a refused right', ['-c', 'create table public.x(a int)']],
    ['a violated key', ['-1', '-c', 'create temp table q(a int primary key)', '-c', 'insert into q values (1),(1)']],
    ['a missing file', ['-f', 'absent.sql']],
    ['a missing database', ['-w', '-d', 'absent', '-c', 'select 1']],
    ['nobody listening', ['-h', '127.0.0.1', '-p', '1', '-c', 'select 1']],
    ['\\copy to stdout', ['-c', "\\copy (select 1, 'a,b' where (1=1)) to stdout csv header"]],
    ['\\copy to a file', ['-c', "\\copy (select 1, 'a,b') to 'copied.csv' with (format csv)"]],
  ])('%s', (_title, args) => same(['-X', ...args]));

  it('a wrong password', () => same(['-X', '-w', '-c', 'select 1'], { env: { PGPASSWORD: 'wrong' } }));

  it('settings from the environment', () =>
    same(['-X', '-At', '-c', "select timestamptz '2024-01-01 00:00Z', current_setting('application_name')", '-c', 'show timezone'], {
      env: { PGTZ: '<+0900>-09:00', PGOPTIONS: '-c DateStyle=German', PGAPPNAME: 'a batch' },
    }));

  it('COPY in the encoding that is asked for', async () => {
    const sql = 'copy (select * from clients order by 1 limit 20) to stdout with (format csv, header)';
    const bytes = async (program: readonly string[]): Promise<Buffer> => {
      await run(program, ['-X', '-q', '-o', 'sjis.csv', '-c', sql], { env: { PGCLIENTENCODING: 'SJIS' } });
      return readFileSync(join(folder, 'sjis.csv'));
    };
    expect((await bytes([node, ...ours])).equals(await bytes([real]))).toBe(true);
    await same(['-X', '-At', '-c', 'select 1'], { env: { PGCLIENTENCODING: 'SJIS' } });
  });

  it('100,000 rows by COPY and by --csv', async () => {
    await same(['-X', '-q', '-c', 'copy (select * from clients order by 1) to stdout with (format csv, header)']);
    await same(['-X', '--csv', '-c', 'select * from clients order by 1']);
  });

  it('any text in any format', async () => {
    const text = fc.string({ unit: fc.constantFrom(...'ab"\',;|\\.\n\r\t :$-/*', '日', 'ー', 'é', '\u{20bb7}'), maxLength: 12 });
    const table = fc.array(fc.tuple(text, fc.option(text)), { minLength: 20, maxLength: 60 });
    const format = fc.constantFrom(['--csv'], ['-A'], ['-At'], [], ['--csv', '-P', 'csv_fieldsep=;']);
    await fc.assert(
      fc.asyncProperty(table, format, async (rows, options) => {
        const quote = (value: string | null): string => (value === null ? 'null' : `'${value.replaceAll("'", "''")}'`);
        const sql = `select * from (values ${rows.map(([a, b], index) => `(${index}, ${quote(a)}, ${quote(b)})`).join(',\n')}) t(n, "a,", b) order by n;\n`;
        await same(['-X', ...options, '-f', script('any.sql', sql)]);
      }),
      // Each run starts two processes and compares dozens of values; a table that differs is shown as it is.
      { numRuns: 5, endOnFailure: true },
    );
  });
});

describe('the stand-in for psql', () => {
  it('exports as a batch does', async () => {
    const sql =
      "\\set name '日本'\ncopy (select client_id, :'day' as day, :'name' as name from clients order by 1 limit 1) to stdout with (format csv, header);\n";
    const { code, stdout, stderr } = await psql(['-X', '-q', '-w', '-v', 'ON_ERROR_STOP=1', '-v', 'day=2026-03-31', '-f', script('export.sql', sql)]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^client_id,day,name\n[^,\n]+,2026-03-31,日本\n$/);
  });

  it('writes to a file, and exits with 3 for an error in a script', async () => {
    expect(await psql(['-X', '-At', '-o', 'out.txt', '-c', "select 'x', null"])).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(readFileSync(join(folder, 'out.txt'), 'utf8')).toBe('x|\n');
    expect((await psql(['-X', '-v', 'ON_ERROR_STOP=1'], { input: 'select nosuch;\n' })).code).toBe(3);
  });

  it('takes the password from a file that only the user may read', async () => {
    const file = script(
      'pgpass',
      `# comment\n*:${database.port}:other:*:no\n127.0.0.1:${database.port}:*:batch_reader:${database.reader.password}\n`,
    );
    const given = { ...Object.fromEntries(Object.entries(env).filter(([name]) => name !== 'PGPASSWORD')), PGPASSFILE: file };
    const attempt = (): Promise<ProgramRun> => runProgram(node, [...ours, '-X', '-w', '-At', '-c', 'select 1'], { env: given });
    chmodSync(file, 0o644);
    expect((await attempt()).code).toBe(2);
    chmodSync(file, 0o600);
    expect(await attempt()).toEqual({ code: 0, stdout: '1\n', stderr: '' });
  });

  it('refuses what it would damage: results and SQL in another encoding, and data within a script', async () => {
    const sjis = { env: { PGCLIENTENCODING: 'SJIS' } };
    for (const [args, given] of [
      [['-c', 'select name_kanji from (select chr(26085) as name_kanji) x'], sjis],
      [['-c', "select '日'"], sjis],
      [['-f', script('data.sql', 'create temp table q(a text);\ncopy q from stdin;\nselect 1;\n\\.\n')], {}],
    ] as const) {
      const { code, stdout, stderr } = await psql(['-X', '-q', '-At', ...args], given);
      expect([code, stdout, /not offered by this stand-in/.test(stderr)]).toEqual([1, '', true]);
    }
  });

  it('says in one line that nobody can take its output', async () => {
    const { code, stdout, stderr } = await psql(['-X', '-At', '-o', '/dev/full', '-c', 'select 1']);
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(/^psql: error: ENOSPC.*\n$/)]);
  });

  it.each([
    ['an option', ['-x', '-c', 'select 1']],
    ['a format', ['-P', 'format=html', '-c', 'select 1']],
    ['a variable that changes what is done', ['-v', 'AUTOCOMMIT=off', '-c', 'select 1']],
    ['copying in', ['-c', '\\copy clients from stdin']],
    ['a connection string', ['-d', 'postgresql://localhost/x', '-c', 'select 1']],
  ])('refuses %s that it does not have, instead of ignoring it', async (_title, args) => {
    const { code, stdout, stderr } = await psql(args);
    expect([code, stdout, /not offered by this stand-in/.test(stderr)]).toEqual([1, '', true]);
  });
});
