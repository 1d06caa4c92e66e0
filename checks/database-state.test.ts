import { describe, expect, it } from 'vitest';
import type { ProbeReading } from '../src/model/probe-reading.ts';
import { allowance } from '../src/testing/allowance.ts';
import { checkContext, type EvidencePlan, makeEvidence } from '../src/testing/evidence.ts';
import { useTempFolder } from '../src/testing/temporary-folder.ts';
import { databaseState } from './database-state.ts';

const folder = useTempFolder();
type More = Partial<EvidencePlan> & { readonly probes?: readonly ProbeReading[]; readonly onePlace?: true; readonly allowed?: number };

async function run(legacy: string, candidate: string, { probes = [], onePlace, allowed, ...more }: More = {}) {
  const files = { legacy: { 'result.csv': legacy }, candidate: { 'result.csv': candidate } };
  const pair = await makeEvidence({ folder: folder.fresh(), ...files, key: ['id'], ...more });
  const from = (side: 'legacy' | 'candidate') => ({
    ...pair[side],
    artifacts: pair[side].artifacts.map((one) => ({ ...one, source: `sql://analytics/${onePlace === true ? 'same' : side}` })),
  });
  const evidence = { ...pair, legacy: from('legacy'), candidate: from('candidate'), probes };
  return databaseState.check(
    evidence,
    { output: 'clients', limit: 100 },
    checkContext(allowed === undefined ? [] : [allowance('database-state', allowed)]),
  );
}

const reading = (moment: ProbeReading['moment'], value?: string): ProbeReading => ({
  probe: 'clients',
  moment,
  at: '2026-11-24T16:30:00.000Z',
  ...(value === undefined ? {} : { value }),
});

const STATE = 'id,note,amount\n1,,1.00\n2,"",2.00\n';

describe('database-state', () => {
  it('passes for the same state in any order', async () => {
    expect(await run(STATE, 'id,note,amount\n2,"",2.00\n1,,1.00\n')).toMatchObject({ status: 'pass', figures: { 'legacy.rows': 2 } });
  });

  it('names what differs, by key', async () => {
    expect(await run(STATE, 'id,note,amount\n1,,1.01\n3,"",2.00\n')).toMatchObject({
      status: 'fail',
      total: 3,
      columns: { amount: 1 },
      differences: [{ kind: 'changed', key: ['1'], column: 'amount' }, { kind: 'removed' }, { kind: 'added' }],
    });
  });

  it('never takes NULL for the empty text', async () => {
    expect(await run(STATE, 'id,note,amount\n1,"",1.00\n2,"",2.00\n')).toMatchObject({ status: 'inconclusive', figures: { nullQuoting: 1 } });
  });

  it('does not compare a place with itself', async () => {
    const result = await run(STATE, STATE, { onePlace: true });
    expect(result).toMatchObject({ status: 'inconclusive', total: 0 });
    expect(result.summary.text).toBe('both sides were read from sql://analytics/same: it was compared with itself');
  });

  it('is inconclusive without rows, unless that is valid, and without the output', async () => {
    expect(await run('id,note\n', 'id,note\n')).toMatchObject({ status: 'inconclusive' });
    expect(await run('id,note\n', 'id,note\n', { empty: 'valid' })).toMatchObject({ status: 'pass' });
    expect(await run(STATE, '', { candidate: 'missing' })).toMatchObject({ status: 'inconclusive' });
  });

  it('shows how the probes of the source stood', async () => {
    const still = await run(STATE, STATE, { probes: [reading('before', '[["7"]]'), reading('between', '[["7"]]'), reading('after', '[["7"]]')] });
    expect(still.figures).toMatchObject({ 'probe.clients': '[["7"]]' });
    const moved = await run(STATE, STATE, { probes: [reading('before', '7'), reading('between', '8'), reading('after')] });
    expect(moved.figures).toMatchObject({ 'probe.clients': '7 → 8 → not read' });
  });

  it('passes by an allowance up to its bound', async () => {
    const other = STATE.replace('1.00', '1.01').replace('2.00', '2.01');
    expect(await run(STATE, other, { allowed: 2 })).toMatchObject({ status: 'pass', allowed: [{ covered: 2 }] });
    expect(await run(STATE, other, { allowed: 1 })).toMatchObject({ status: 'fail', total: 2 });
  });
});
