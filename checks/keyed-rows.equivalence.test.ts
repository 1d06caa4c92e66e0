import { describe, expect, it } from 'vitest';
import type { Allowance } from '../src/check.ts';
import { allowance } from '../src/testing/allowance.ts';
import { checkContext, makeEvidence } from '../src/testing/evidence.ts';
import { useTempFolder } from '../src/testing/temporary-folder.ts';
import { keyedRows } from './keyed-rows.ts';

const folder = useTempFolder();
const columns = {
  fee: { tolerance: { absolute: '0.01' } },
  name: { trim: true, case: 'fold' },
  at: { dateTime: { legacy: 'Asia/Tokyo', candidate: 'UTC' } },
  run_id: { ignore: 'a generated id' },
};

async function run(legacy: string, candidate: string) {
  const format = { kind: 'csv', config: { key: ['id'], columns } };
  const pair = await makeEvidence({ folder: folder.fresh(), legacy: { 'a.csv': legacy }, candidate: { 'a.csv': candidate }, format });
  return keyedRows.check(pair, { output: 'clients', limit: 100, nullQuoting: 'distinct' }, checkContext());
}

const legacy = 'id,name,fee,at,run_id\n1,Sato,10.00,2026-11-25 10:30:00,L1\n2,Kato,20.00,2026-11-25 11:00:00,L2\n';
const candidate = 'id,name,fee,at,run_id\n1,sato ,10.01,2026-11-25 01:30:00,C1\n2,Kato,20.00,2026-11-25 02:00:00,C2\n';

describe('keyed-rows with rules', () => {
  it('passes, and says what it accepted', async () => {
    const result = await run(legacy, candidate);
    expect(result).toMatchObject({
      status: 'pass',
      total: 0,
      findings: [],
      figures: { equivalent: 4, equivalentColumns: 'name: 1; fee: 1; at: 2', ignored: 'run_id: 2 cells differ (a generated id)' },
    });
    expect(result.summary.text).toBe(
      '2 rows on both sides agree, matched by id, with 4 cells equal only by declared equivalence, without run_id (ignored)',
    );
  });

  it('compares nothing where every column is ignored', async () => {
    const ignoring = async (names: readonly string[]) => {
      const all = Object.fromEntries(names.map((name) => [name, { ignore: 'who knows' }]));
      const format = { kind: 'csv', config: { columns: all } };
      const files = { legacy: { 'a.csv': 'id,name\n1,Sato\n' }, candidate: { 'a.csv': 'id,name\n1,Kato\n' } };
      return keyedRows.check(
        await makeEvidence({ folder: folder.fresh(), ...files, format }),
        { output: 'clients', limit: 100, nullQuoting: 'distinct' },
        checkContext(),
      );
    };
    expect(await ignoring(['name'])).toMatchObject({ status: 'pass' });
    const blind = await ignoring(['id', 'name']);
    expect(blind).toMatchObject({ status: 'inconclusive', total: 0 });
    expect(blind.summary.text).toBe('1 rows against 1: every column is ignored or on one side only, so that nothing was compared');
  });

  it('compares nothing where the sides have no column in common, whatever is accepted', async () => {
    const files = { legacy: { 'a.csv': 'id,name\n1,Sato\n' }, candidate: { 'a.csv': 'ID,NAME\n2,Kato\n' } };
    const accepted: Allowance = { ...allowance('keyed-rows', 4), target: { check: 'keyed-rows', kind: 'column' } };
    const pair = await makeEvidence({ folder: folder.fresh(), ...files, format: { kind: 'csv', config: {} } });
    const result = await keyedRows.check(pair, { output: 'clients', limit: 100, nullQuoting: 'distinct' }, checkContext([accepted]));
    expect(result).toMatchObject({ status: 'inconclusive', total: 0, allowed: [{ covered: 4 }] });
    expect(result.summary.text).toContain('nothing was compared');
  });

  it.each([
    ['a number beyond the tolerance', '10.01', '10.02', 'fee'],
    ['an instant nine hours off', '2026-11-25 01:30:00', '2026-11-25 10:30:00', 'at'],
    ['another name', 'sato ', 'saito', 'name'],
  ])('is red for %s', async (_, from, to, column) => {
    const result = await run(legacy, candidate.replace(from, to));
    expect(result).toMatchObject({ status: 'fail', total: 1, columns: { [column]: 1 } });
    expect(result.figures.equivalent).toBe(3);
  });

  it('is inconclusive where a rule cannot apply, though the texts are equal', async () => {
    const stray = (text: string) => text.replace('20.00', '-');
    const result = await run(stray(legacy), stray(candidate));
    expect(result).toMatchObject({ status: 'inconclusive', findings: [{ id: 'equivalence.not-applicable' }, { id: 'equivalence.not-applicable' }] });
    expect(result.summary.text).toContain('cannot apply to 1 cells of column fee in legacy');
  });

  it('is inconclusive for a rule without a column', async () => {
    const without = (text: string) => text.replaceAll(/,[^,\n]*\n/g, '\n');
    expect(await run(without(legacy), without(candidate))).toMatchObject({
      status: 'inconclusive',
      findings: [{ id: 'equivalence.unknown-column', output: 'clients' }],
    });
  });

  it('judges identical files by their instants', async () => {
    expect(await run(legacy, legacy)).toMatchObject({ status: 'fail', columns: { at: 2 } });
  });
});
