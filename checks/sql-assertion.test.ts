import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allowance } from '../src/testing/allowance.ts';
import { checkContext, type EvidencePlan, makeEvidence } from '../src/testing/evidence.ts';
import { useTempFolder } from '../src/testing/temporary-folder.ts';
import { sqlAssertion } from './sql-assertion.ts';

const folder = useTempFolder();
const LEGACY = 'id,city,amount\n1,Kyoto,10.50\n2,Osaka,0.10\n3,Kyoto,\n';
const CANDIDATE = 'id,city,amount\n1,Kyoto,10.50\n2,Osaka,-0.10\n3,Kyoto,\n';
const NEGATIVE = "SELECT id, amount FROM candidate WHERE amount <> '' AND CAST(amount AS DECIMAL(18, 2)) < 0";

type Given = string | Readonly<Record<string, unknown>>;

async function read(assertions: readonly Given[], more: Readonly<Record<string, unknown>> = { output: 'clients' }) {
  const named = assertions.map((one, index) => ({ name: `a${index}`, ...(typeof one === 'string' ? { sql: one } : one) }));
  return sqlAssertion.options['~standard'].validate({ ...more, assertions: named });
}

async function run(
  assertions: readonly Given[],
  plan: Omit<EvidencePlan, 'folder'> = {},
  x = checkContext(),
  more?: Readonly<Record<string, unknown>>,
) {
  const pair = await makeEvidence({ folder: folder.fresh(), legacy: { 'a.csv': LEGACY }, candidate: { 'a.csv': CANDIDATE }, ...plan });
  const options = await read(assertions, more);
  if (options.issues !== undefined) throw new Error(JSON.stringify(options.issues));
  return sqlAssertion.check(pair, options.value, x);
}

/** What the loader says of a statement. */
async function refusal(sql: string): Promise<string | undefined> {
  const { issues } = await read([sql]);
  return issues === undefined ? undefined : ((issues[0] as { params?: { code?: string } }).params?.code ?? JSON.stringify(issues));
}

describe('sql-assertion', () => {
  it('passes when no row contradicts, at least one is found, and the value is as expected', async () => {
    const result = await run([
      'SELECT * FROM legacy ANTI JOIN candidate USING (id)',
      { sql: 'FROM legacy', expect: 'rows' },
      { sql: 'SELECT count(*) FROM candidate', expect: { value: '3' } },
      {
        sql: "WITH k AS (SELECT * FROM legacy WHERE city = 'Kyoto')\nSELECT sum(CAST(amount AS DECIMAL(18, 2))) FROM k WHERE amount <> '' -- exact\n;",
        expect: { value: '10.50' },
      },
    ]);
    expect(result).toMatchObject({ status: 'pass', summary: { text: '4 assertions over 6 rows hold' } });
  });

  it('is red for rows that must not be there, and shows them', async () => {
    const result = await run([{ name: 'no amount is negative', sql: NEGATIVE }]);
    expect(result).toMatchObject({ status: 'fail', total: 1, summary: { text: '1 rows or values contradict 1 of 1 assertions' } });
    expect(result.differences[0]?.message?.text).toBe('no amount is negative: id=2, amount=-0.10');
  });

  it('is red for rows that are missing and for another value', async () => {
    const result = await run([
      { sql: "FROM candidate WHERE city = 'Nara'", expect: 'rows' },
      { sql: 'SELECT count(*) FROM candidate', expect: { value: '4' } },
    ]);
    expect(result.differences.map(({ message }) => message?.text)).toEqual(['a0: no row is found', 'a1: the value is 3, expected 4']);
    expect(result).toMatchObject({ status: 'fail', total: 2 });
  });

  it('counts all rows and lists some, the same ones each time', async () => {
    const text = `id\n${Array.from({ length: 5000 }, (_, index) => `${index}\n`).join('')}`;
    const once = () => run(['SELECT c.id FROM legacy l JOIN candidate c USING (id)'], { legacy: { 'a.csv': text }, candidate: { 'a.csv': text } });
    const [first, second] = [await once(), await once()];
    expect(first).toMatchObject({ status: 'fail', total: 5000, differences: { length: 100 } });
    expect(second.differences).toEqual(first.differences);
  });

  it('finds an empty cell as the empty text, so that no comparison with NULL passes over it', async () => {
    expect(
      await run(["SELECT * FROM legacy l JOIN candidate c USING (id) WHERE l.amount <> c.amount AND c.id = '3'"], {
        candidate: { 'a.csv': CANDIDATE.replace('3,Kyoto,', '3,Kyoto,7') },
      }),
    ).toMatchObject({
      status: 'fail',
      total: 1,
    });
    expect(await run(["FROM candidate WHERE amount = ''"])).toMatchObject({ status: 'fail', total: 1 });
    expect(await run(['FROM candidate WHERE amount IS NULL'])).toMatchObject({ status: 'pass' });
  });

  it('takes an allowance for a bounded number of rows', async () => {
    expect(await run([NEGATIVE], {}, checkContext([allowance('sql-assertion', 1)]))).toMatchObject({ status: 'pass', allowed: [{ covered: 1 }] });
    expect(await run(['FROM candidate'], {}, checkContext([allowance('sql-assertion', 1)]))).toMatchObject({ status: 'fail', total: 3 });
  });

  it('is inconclusive for a statement that fails on the data, with the line and a fix', async () => {
    const unknown = await run(['SELECT id\nFROM candidate\nWHERE price = 1']);
    expect(unknown).toMatchObject({ status: 'inconclusive', findings: [{ id: 'sql-assertion.not-asked', at: { line: 3 } }] });
    expect(unknown.findings[0]?.message.text).toContain('"price" not found');
    expect(unknown.findings[0]?.fix.text).toContain('header');
    expect(await run(['FROM candidate WHERE CAST(amount AS INTEGER) > 0'])).toMatchObject({ status: 'inconclusive' });
    expect(await run([{ sql: 'FROM candidate', expect: { value: '1' } }])).toMatchObject({ status: 'inconclusive' });
    expect(await run([NEGATIVE, 'SELECT nothing FROM candidate'])).toMatchObject({ status: 'fail', total: 1, findings: { length: 1 } });
  });

  it('is inconclusive when there was nothing to look at, or nothing to be read', async () => {
    const header = { 'a.csv': 'id,city,amount\n' };
    expect(await run([NEGATIVE], { candidate: header })).toMatchObject({
      status: 'inconclusive',
      findings: [{ id: 'sql-assertion.empty', side: 'candidate' }],
    });
    expect(await run([NEGATIVE], { candidate: header, empty: 'valid' })).toMatchObject({ status: 'pass' });
    expect(await run([NEGATIVE], { candidate: { 'a.csv': '' } })).toMatchObject({ status: 'inconclusive' });
    expect(await run([NEGATIVE], { candidate: 'missing' })).toMatchObject({ status: 'inconclusive' });
    expect(await run([NEGATIVE], { candidate: { 'a.csv': `${CANDIDATE}4\n` } })).toMatchObject({
      status: 'inconclusive',
      findings: [{ id: 'csv.ragged-record' }],
    });
    expect(await run([NEGATIVE], { candidate: { 'a.csv': CANDIDATE.replace('city', 'ID') } })).toMatchObject({
      status: 'inconclusive',
      findings: [{ id: 'sql.column-name' }],
    });
    expect(await run([NEGATIVE], { format: { kind: 'bytes', config: {} } })).toMatchObject({ status: 'inconclusive' });
  });

  it('takes the files of a side as one table when they have one header', async () => {
    const two = { 'a.csv': LEGACY, 'b.csv': 'id,city,amount\n9,Nara,1\n' };
    const count = { sql: 'SELECT count(*) FROM legacy', expect: { value: '4' } };
    expect(await run([count], { legacy: two })).toMatchObject({ status: 'pass' });
    expect(await run([count], { legacy: { ...two, 'b.csv': 'id,amount,city\n9,1,Nara\n' } })).toMatchObject({
      status: 'inconclusive',
      findings: [{ id: 'sql.other-header' }],
    });
  });

  it('names the tables of several outputs', async () => {
    const outputs = { outputs: { c: 'clients' } };
    expect(await run(['FROM c_legacy ANTI JOIN c_candidate USING (id)'], {}, checkContext(), outputs)).toMatchObject({ status: 'pass' });
    expect(await run(['FROM c_legacy'], {}, checkContext(), { outputs: { c: 'orders' } }).then(({ summary }) => summary.text)).toContain(
      'was not collected',
    );
    expect((await read(['FROM legacy'], outputs)).issues).toHaveLength(1);
    expect((await read(['FROM legacy'], { ...outputs, output: 'clients' })).issues).toHaveLength(1);
  });

  it.each([
    ['SELEC 1', 'sql-syntax'],
    ['', '{'],
    ['-- nothing', 'sql-one-statement'],
    ['SELECT 1 FROM legacy; SELECT 2 FROM legacy', 'sql-one-statement'],
    ['INSERT INTO legacy VALUES (1)', 'sql-no-select'],
    ['CREATE TABLE t AS SELECT * FROM legacy', 'sql-no-select'],
    ["COPY legacy TO 'x.csv'", 'sql-no-select'],
    ["ATTACH 'x.db'", 'sql-no-select'],
    ['PRAGMA version', 'sql-no-select'],
    ['SET threads = 1', 'sql-no-select'],
    ['DESCRIBE legacy', 'sql-no-select'],
    ['EXPLAIN SELECT * FROM legacy', 'sql-no-select'],
    ["SELECT * FROM legacy, read_text('/etc/passwd')", 'sql-table-function'],
    ["SELECT * FROM legacy WHERE EXISTS (FROM query('FROM duckdb_settings()'))", 'sql-table-function'],
    ["SELECT * FROM legacy JOIN '/etc/passwd' ON true", 'sql-other-table'],
    ['SELECT * FROM legacy, information_schema.tables', 'sql-other-table'],
    ['SELECT 1 WHERE false', 'sql-reads-nothing'],
    ['WITH Legacy AS (SELECT 1 WHERE false) FROM legacy', 'sql-shadowed'],
    ['FROM legacy WHERE id > $1', 'sql-parameter'],
    ['FROM legacy USING SAMPLE 10%', 'sql-sample'],
    ['FROM legacy WHERE random() < 0.5', 'sql-impure'],
    ["FROM legacy WHERE city < strftime(current_date, '%Y')", 'sql-impure'],
    ['FROM legacy WHERE NOW() IS NULL', 'sql-impure'],
    ['SELECT age(CAST(id AS TIMESTAMP)) FROM legacy', 'sql-impure'],
  ])('refuses %s when the scenario is loaded', async (sql, code) => expect(await refusal(sql)).toContain(code));

  it('says where a statement is wrong', async () => {
    expect((await read(['FROM legacy', 'SELECT id\nFROM legacy\nWHERE WHERE'])).issues).toMatchObject([
      {
        path: ['assertions', 1, 'sql'],
        params: { message: 'the statement cannot be read: syntax error at or near "WHERE" (line 3 of the statement)' },
      },
    ]);
    expect(await refusal('SELECT age(CAST(a.id AS TIMESTAMP), CAST(a.id AS TIMESTAMP)) FROM legacy a, range(3), unnest([1])')).toBeUndefined();
  });

  it('reads no other file, even past the loader', async () => {
    const secret = folder.fresh();
    writeFileSync(secret, 'id\nsecret\n');
    const pair = await makeEvidence({ folder: folder.fresh(), legacy: { 'a.csv': LEGACY }, candidate: { 'a.csv': CANDIDATE } });
    const statement = (sql: string) =>
      sqlAssertion.check(pair, { output: 'clients', assertions: [{ name: 'a', sql, expect: 'none' }] }, checkContext());
    for (const sql of [`FROM legacy, read_csv('${secret}')`, `COPY legacy TO '${secret}'`, 'SET threads = 2', 'FROM legacy; FROM legacy'])
      expect(await statement(sql)).toMatchObject({ status: 'inconclusive', total: 0 });
  });

  it('stops when it is cancelled', async () => {
    const stop = new AbortController();
    const text = `id\n${Array.from({ length: 3000 }, (_, index) => `${index}\n`).join('')}`;
    const plan = { legacy: { 'a.csv': text }, candidate: { 'a.csv': text } };
    const slow = 'SELECT count(*) FROM legacy a, legacy b, candidate c WHERE hash(a.id || b.id || c.id) = 1';
    const running = run([{ sql: slow, expect: { value: '0' } }], plan, { ...checkContext(), signal: stop.signal });
    setTimeout(() => stop.abort(), 1500);
    await expect(running).rejects.toMatchObject({ code: 'compare.cancelled' });
  });
});
