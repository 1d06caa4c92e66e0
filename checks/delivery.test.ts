import { describe, expect, it } from 'vitest';
import { allowance } from '../src/testing/allowance.ts';
import { checkContext, type EvidencePlan, makeEvidence } from '../src/testing/evidence.ts';
import { useTempFolder } from '../src/testing/temporary-folder.ts';
import { delivery } from './delivery.ts';

const folder = useTempFolder();
type Files = EvidencePlan['legacy'];

async function run(
  legacy: readonly [kept: Files, sent: Files],
  candidate: readonly [kept: Files, sent: Files],
  empty: 'valid' | 'invalid' = 'invalid',
  accepted = 0,
) {
  const part = (at: 0 | 1) => makeEvidence({ folder: folder.fresh(), legacy: legacy[at] ?? {}, candidate: candidate[at] ?? {}, empty });
  const [kept, sent] = [await part(0), await part(1)];
  const side = (name: 'legacy' | 'candidate') => ({
    ...kept[name],
    artifacts: [...kept[name].artifacts, ...sent[name].artifacts.map((one) => ({ ...one, output: 'arrived' }))],
    missing: [...kept[name].missing, ...sent[name].missing.map((one) => ({ ...one, output: 'arrived' }))],
  });
  const pair = { ...kept, legacy: side('legacy'), candidate: side('candidate') };
  const x = checkContext(accepted === 0 ? [] : [allowance('delivery', accepted)]);
  return delivery.check(pair, { backup: 'clients', delivered: 'arrived' }, x);
}

const good = [{ 'a.csv': 'id\n1\n' }, { 'b.csv': 'id\n1\n' }] as const;

describe('delivery', () => {
  it('passes when each side delivered its own backup', async () => {
    expect(await run(good, [{ a: 'id\n2\n' }, { a: 'id\n2\n' }])).toMatchObject({ status: 'pass', figures: { files: 2 } });
  });

  it('fails for a delivery that was cut, on either side', async () => {
    const cut = [{ a: 'id\n1\n2\n' }, { a: 'id\n1\n' }] as const;
    expect(await run(good, cut)).toMatchObject({ status: 'fail', total: 1, differences: [{ candidate: {} }] });
    expect(await run(cut, good)).toMatchObject({ status: 'fail', total: 1, differences: [{ legacy: {} }] });
    expect(await run(cut, good, 'invalid', 1)).toMatchObject({ status: 'pass', allowed: [{ covered: 1 }] });
  });

  it('fails for a file that was not delivered, or not kept', async () => {
    const two = { a: 'id\n1\n', b: 'id\n1\n' };
    expect(await run([two, { a: 'id\n1\n' }], good)).toMatchObject({
      status: 'fail',
      total: 1,
      summary: { text: expect.stringMatching(/not delivered/) },
    });
    expect(await run([{ a: 'id\n1\n' }, two], good)).toMatchObject({ status: 'fail', total: 1 });
  });

  it('is inconclusive for what is missing or empty', async () => {
    expect(await run(good, [{ a: 'x' }, 'missing'])).toMatchObject({ status: 'inconclusive' });
    expect(await run(['missing', { a: 'x' }], good)).toMatchObject({ status: 'inconclusive' });
    const nothing = [{ a: 'id\n' }, { a: 'id\n' }] as const;
    expect(await run(good, nothing)).toMatchObject({ status: 'inconclusive' });
    expect(await run(good, nothing, 'valid')).toMatchObject({ status: 'pass' });
  });

  it('does not compare an output with itself', () => {
    expect(delivery.options['~standard'].validate({ backup: 'a', delivered: 'a' })).toHaveProperty('issues');
  });
});
