import { describe, expect, it } from 'vitest';
import { allowance } from '../src/testing/allowance.ts';
import { checkContext, type EvidencePlan, makeEvidence } from '../src/testing/evidence.ts';
import { useTempFolder } from '../src/testing/temporary-folder.ts';
import { size } from './size.ts';

const folder = useTempFolder();
type Options = Parameters<typeof size.check>[1];

async function run(
  legacy: number,
  candidate: number,
  tolerance: Options['tolerance'] = { absolute: 0 },
  more: Partial<EvidencePlan> = {},
  accepted = 0,
) {
  const plan = { legacy: { a: 'x'.repeat(legacy) }, candidate: { a: 'x'.repeat(candidate) }, format: { kind: 'bytes', config: {} }, ...more };
  const x = checkContext(accepted === 0 ? [] : [allowance('size', accepted)]);
  return size.check(await makeEvidence({ folder: folder.fresh(), ...plan }), { output: 'clients', tolerance }, x);
}

describe('size', () => {
  it('passes for equal sizes and fails for others', async () => {
    expect(await run(10, 10)).toMatchObject({ status: 'pass' });
    expect(await run(10, 11)).toMatchObject({ status: 'fail', total: 1, differences: [{ legacy: { text: '10' }, candidate: { text: '11' } }] });
    expect(await run(10, 11, { absolute: 0 }, {}, 1)).toMatchObject({ status: 'pass', allowed: [{ covered: 1 }] });
  });

  it('tolerates up to the bound and no byte more', async () => {
    expect(await run(100, 105, { absolute: 5 })).toMatchObject({ status: 'pass' });
    expect(await run(100, 106, { absolute: 5 })).toMatchObject({ status: 'fail' });
    expect(await run(1000, 1029, { relative: '0.029' })).toMatchObject({ status: 'pass' });
    expect(await run(1000, 1030, { relative: '0.029' })).toMatchObject({ status: 'fail' });
    expect(await run(1000, 970, { relative: '0.029' })).toMatchObject({ status: 'fail' });
  });

  it('never tolerates that one side is empty, and proves nothing without data', async () => {
    expect(await run(3, 0, { absolute: 9 })).toMatchObject({ status: 'fail' });
    expect(await run(0, 0)).toMatchObject({ status: 'inconclusive' });
    expect(await run(0, 0, { absolute: 0 }, { empty: 'valid' })).toMatchObject({ status: 'pass' });
    const header = { a: 'id,name\n' };
    expect(await run(0, 0, { absolute: 0 }, { legacy: header, candidate: header, format: { kind: 'csv', config: {} } })).toMatchObject({
      status: 'inconclusive',
    });
    expect(await run(1, 1, { absolute: 0 }, { candidate: 'missing' })).toMatchObject({ status: 'inconclusive' });
  });

  it('takes one kind of tolerance, in its own form', () => {
    const validate = (tolerance: unknown) => size.options['~standard'].validate({ output: 'clients', tolerance });
    expect(validate({ relative: '0.05' })).not.toHaveProperty('issues');
    for (const wrong of [{ relative: 0.05 }, { relative: '-1' }, { absolute: -1 }, { absolute: 1, relative: '1' }])
      expect(validate(wrong)).toHaveProperty('issues');
  });
});
