import { describe, expect, it } from 'vitest';
import type { Allowance } from '../src/model/allowance.ts';
import { checkContext, type EvidencePlan, makeEvidence } from '../src/testing/evidence.ts';
import { useTempFolder } from '../src/testing/temporary-folder.ts';
import { keyedRows } from './keyed-rows.ts';

const folder = useTempFolder();
type Options = { limit?: number; nullQuoting?: 'distinct' | 'same'; allowances?: readonly Allowance[] };

async function run(legacy: string, candidate: string, options: Options = {}, more: Partial<EvidencePlan> = {}) {
  const { allowances = [], limit = 100, nullQuoting = 'distinct' } = options;
  const pair = await makeEvidence({ folder: folder.fresh(), legacy: { 'a.csv': legacy }, candidate: { 'a.csv': candidate }, key: ['id'], ...more });
  return keyedRows.check(pair, { output: 'clients', limit, nullQuoting }, checkContext(allowances));
}

const allowance = (target: Partial<Allowance['target']>, bound: Allowance['bound'], id = 'rounding'): Allowance => ({
  id,
  target: { check: 'keyed-rows', ...target },
  bound,
  reason: 'the new engine rounds',
  evidence: 'TICKET-1',
  by: 'data team',
  until: '2099-12-31',
});

describe('keyed-rows', () => {
  it('passes for the same rows in another order and another dress', async () => {
    const result = await run('id,v\n1,a\n2,b\n', '\ufeffv,id\r\nb,2\r\na,1');
    expect(result).toMatchObject({ status: 'pass', total: 0, differences: [], figures: { 'legacy.rows': 2 } });
    expect(result.figures.representation).toContain('line ends: LF in legacy, CRLF in candidate');
    expect(result.summary.text).toBe('2 rows on both sides agree, matched by id; the bytes differ (see figures)');
  });

  it('names the exact cells', async () => {
    const result = await run('id,v,w\n1,a,x\n2,b,y\n3,c,z\n', 'id,v,w\n1,A,x\n2,b,y\n4,d,z\n');
    expect(result).toMatchObject({ status: 'fail', total: 3, columns: { v: 1 } });
    expect(result.summary.text).toBe('1 removed, 1 added, 1 changed (1 cells in v); 3 rows against 3');
    expect(result.differences).toMatchObject([
      { kind: 'changed', output: 'clients', key: ['1'], column: 'v', legacy: { text: 'a' }, candidate: { text: 'A' } },
      { kind: 'removed', key: ['3'], record: { legacy: 3 } },
      { kind: 'added', key: ['4'], record: { candidate: 3 } },
    ]);
  });

  it('compares as a multiset without a key', async () => {
    const plan = { format: { kind: 'csv', config: {} } };
    expect(await run('id\n1\n1\n2\n', 'id\n2\n1\n1\n', {}, plan)).toMatchObject({ status: 'pass' });
    expect(await run('id\n1\n1\n2\n', 'id\n2\n2\n1\n', {}, plan)).toMatchObject({ status: 'fail', total: 2 });
  });

  it('doubts NULL against an empty string, unless told that they are the same', async () => {
    const [legacy, candidate] = ['id,v\n1,\n2,b\n', 'id,v\n1,""\n2,b\n'];
    expect(await run(legacy, candidate)).toMatchObject({
      status: 'inconclusive',
      findings: [{ id: 'keyed-rows.null-quoting' }],
      figures: { nullQuoting: 1 },
    });
    expect(await run(legacy, candidate, { nullQuoting: 'same' })).toMatchObject({ status: 'pass', findings: [] });
    expect(await run(`${legacy}3,x\n`, candidate)).toMatchObject({ status: 'fail' });
  });

  it.each([
    ['a duplicate key that differs in number', 'id,v\n1,a\n2,b\n', 'id,v\n1,a\n1,a\n2,b\n', 'fail'],
    ['a ragged record on both sides', 'id,v\n1\n2,b\n', 'id,v\n1\n2,b\n', 'inconclusive'],
    ['an unclosed quote on both sides', 'id,v\n1,"a\n', 'id,v\n1,"a\n', 'inconclusive'],
    ['a missing key column', 'id,v\n1,a\n', 'ident,v\n1,a\n', 'fail'],
    ['a missing key column on both sides', 'x,v\n1,a\n', 'x,v\n1,a\n', 'inconclusive'],
    ['a repeated column', 'id,v,v\n1,a,b\n', 'id,v,v\n1,a,b\n', 'fail'],
  ] as const)('has a finding for %s', async (_, legacy, candidate, status) => {
    const result = await run(legacy, candidate);
    expect(result.status).toBe(status);
    expect(result.findings.length).toBeGreaterThan(0);
    expect(result.findings.every(({ output }) => output === 'clients')).toBe(true);
  });

  it('takes equally many duplicates for a note', async () => {
    expect(await run('id,v\n1,a\n1,b\n', 'id,v\n1,b\n1,a\n')).toMatchObject({ status: 'pass', figures: { 'duplicateKeys.legacy': 1 } });
  });

  it('never passes on nothing', async () => {
    expect(await run('id,v\n', 'id,v\n')).toMatchObject({ status: 'inconclusive' });
    expect(await run('', '')).toMatchObject({ status: 'inconclusive' });
    expect(await run('id,v\n', 'id,v\n', {}, { empty: 'valid' })).toMatchObject({ status: 'pass' });
    expect(await run('', '', {}, { empty: 'valid' })).toMatchObject({ status: 'pass' });
    expect(await run('', '')).toMatchObject({ status: 'inconclusive' });
    expect((await run('id,v\n', '', {}, { empty: 'valid' })).status).not.toBe('pass');
    expect(await run('id,v\n1,a\n', 'id,v\n', {}, { empty: 'valid' })).toMatchObject({ status: 'fail' });
    expect(await run('id,v\n1,a\n', '', {}, { empty: 'valid' })).toMatchObject({ status: 'fail' });
    expect(await run('id,v\n1,a\n', '', {}, { candidate: 'missing' })).toMatchObject({ status: 'inconclusive' });
  });

  it('says so when a file is gone', async () => {
    const pair = await makeEvidence({ folder: folder.fresh(), legacy: { a: 'id\n1\n' }, candidate: { a: 'id\n1\n' } });
    const gone = { ...pair, legacy: { ...pair.legacy, artifacts: pair.legacy.artifacts.map((one) => ({ ...one, file: `${one.file}.gone` })) } };
    const options = { output: 'clients', limit: 1, nullQuoting: 'same' as const };
    await expect(keyedRows.check(gone, options, checkContext())).rejects.toMatchObject({ code: 'csv.unreadable' });
  });

  it('compares several files by name', async () => {
    const legacy = { 'a.csv': 'id\n1\n', 'b.csv': 'id\n1\n2\n' };
    const result = await run('', '', {}, { legacy, candidate: { 'a.csv': 'id\n2\n', 'b.csv': 'id\n1\n', 'c.csv': 'id\n1\n' } });
    expect(result).toMatchObject({ status: 'fail', total: 4 });
    expect(result.differences.map(({ kind }) => kind)).toEqual(['value', 'removed', 'added', 'removed']);
  });
});

describe('causes in keyed-rows', () => {
  const legacy = 'id,at,name\n1,2026-11-25 09:00:00,a\n2,2026-11-25 10:00:00,b\n3,2026-11-25 11:00:00,c\n';
  const candidate = 'id,at,name\n1,2026-11-25 00:00:00,a\n2,2026-11-25 01:00:00,z\n3,2026-11-25 02:00:00,c\n';

  it('are told, with what stays unexplained, and the status stays red', async () => {
    const result = await run(legacy, candidate);
    expect(result).toMatchObject({
      status: 'fail',
      total: 4,
      explanations: [{ id: 'time-zone', output: 'clients', column: 'at', accountsFor: 3, of: 4 }],
    });
    expect(result.unexplained).toMatchObject({ total: 1, first: [{ output: 'clients', key: ['2'], column: 'name' }] });
  });

  it('are looked for only in what no allowance covers', async () => {
    const covered = [allowance({ column: 'at' }, { count: 3 })];
    expect(await run(legacy, candidate, { allowances: covered })).toMatchObject({ total: 1, explanations: [], unexplained: { total: 1 } });
    const exceeded = [allowance({ column: 'at' }, { count: 2 })];
    expect(await run(legacy, candidate, { allowances: exceeded })).toMatchObject({
      total: 4,
      explanations: [{ accountsFor: 3 }],
      unexplained: { total: 1 },
    });
  });

  it('are counted over all files, those that only one side has among the unexplained', async () => {
    const more = { legacy: { 'a.csv': legacy, 'b.csv': legacy, 'c.csv': 'id\n1\n' }, candidate: { 'a.csv': candidate, 'b.csv': candidate } };
    expect(await run('', '', {}, more)).toMatchObject({ total: 9, explanations: [{ accountsFor: 6, of: 9 }], unexplained: { total: 3 } });
  });

  it('are of as many differences as the check counts, also where the rows come in another order', async () => {
    const ids = Array.from({ length: 40 }, (_, index) => `id-${100 + index}`);
    const table = (rows: readonly string[], value: string) => `id,v\n${rows.map((id) => `${id},${value}`).join('\n')}\n`;
    const result = await run(table(ids, 'NULL'), table(ids.toReversed(), ''));
    expect(result).toMatchObject({ total: 40, explanations: [{ id: 'null-text', accountsFor: 40, of: 40 }], unexplained: { total: 0 } });
  });

  it('are not asked for where nothing differs', async () => {
    const result = await run(legacy, legacy);
    expect(result).toMatchObject({ status: 'pass', explanations: [] });
    expect(result.unexplained).toBeUndefined();
  });
});

describe('allowances of keyed-rows', () => {
  const [legacy, candidate] = ['id,v,w\n1,1.00,x\n2,2.00,y\n3,3.00,z\n', 'id,v,w\n1,1.01,x\n2,1.99,y\n3,3.00,z\n'];

  it('cover up to their bound', async () => {
    const result = await run(legacy, candidate, { allowances: [allowance({ column: 'v' }, { count: 2 })] });
    expect(result).toMatchObject({ status: 'pass', total: 0, differences: [], allowed: [{ allowance: 'rounding', covered: 2, bound: 2 }] });
    expect(result.summary.text).toContain('with 2 differences allowed');
    expect(result.allowed[0]?.example).toMatchObject({ key: ['1'], column: 'v' });
  });

  it('cover none when there is one more', async () => {
    const result = await run(legacy, candidate, { allowances: [allowance({ column: 'v' }, { count: 1 })] });
    expect(result).toMatchObject({ status: 'fail', total: 2, columns: { v: 2 }, allowed: [], findings: [{ id: 'allowance.exceeded' }] });
    expect(result.differences.map(({ key }) => key)).toEqual([['1'], ['2']]);
  });

  it('count over all files of the output', async () => {
    const plan = { legacy: { 'a.csv': legacy, 'b.csv': legacy }, candidate: { 'a.csv': candidate, 'b.csv': candidate } };
    expect(await run('', '', { allowances: [allowance({ column: 'v' }, { count: 4 })] }, plan)).toMatchObject({ status: 'pass' });
    expect(await run('', '', { allowances: [allowance({ column: 'v' }, { count: 3 })] }, plan)).toMatchObject({ status: 'fail', total: 4 });
  });

  it('cover numbers exactly to their distance, and no text', async () => {
    const within = (absolute: string) => [allowance({ kind: 'changed' }, { count: 10, absolute })];
    expect(await run(legacy, candidate, { allowances: within('0.01') })).toMatchObject({ status: 'pass' });
    expect(await run(legacy, candidate, { allowances: within('0.0099') })).toMatchObject({ status: 'fail', total: 2 });
    const text = candidate.replace('2,1.99', '2,-');
    expect(await run(legacy, text, { allowances: within('0.01') })).toMatchObject({ status: 'fail', total: 1, allowed: [{ covered: 1 }] });
  });

  it('do not reach another output, column or kind', async () => {
    for (const target of [{ output: 'other' }, { column: 'w' }, { kind: 'added' }] as const) {
      expect(await run(legacy, candidate, { allowances: [allowance(target, { count: 99 })] })).toMatchObject({
        status: 'fail',
        total: 2,
        allowed: [],
      });
    }
  });

  it('cover rows that are only in the candidate, also beyond what is listed', async () => {
    const more = `${legacy}${Array.from({ length: 5 }, (_, index) => `n${index},0,0\n`).join('')}`;
    const allowances = [allowance({ kind: 'added' }, { count: 5 })];
    expect(await run(legacy, more, { allowances, limit: 1 })).toMatchObject({ status: 'pass', allowed: [{ covered: 5 }] });
  });

  it('never cover a doubt about NULL', async () => {
    const all = [allowance({}, { count: 99 })];
    expect(await run('id,v\n1,\n', 'id,v\n1,""\n', { allowances: all })).toMatchObject({ status: 'inconclusive' });
  });
});
