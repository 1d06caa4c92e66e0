import { describe, expect, it } from 'vitest';
import { fence } from '../../checks/fence.ts';
import type { Sighting } from '../model/effect.ts';
import type { Registries } from '../model/registries.ts';
import { testContext } from '../testing/context.ts';
import { checkContext } from '../testing/evidence.ts';
import { fakeRegistries } from '../testing/fake-registries.ts';
import { evidencePair, scenarioWith } from '../testing/stored-run.ts';
import { lookAtTargets, pairLooks } from './look.ts';

describe('a look at a target with very many entries', () => {
  const many = Array.from({ length: 10_001 }, (_, index): Sighting => ({ name: `${index}.csv`, size: 5, writtenAt: '2026-11-25T00:00:00.000Z' }));

  async function look(found: readonly Sighting[]) {
    const { s3, ...others } = fakeRegistries.effects;
    if (s3 === undefined) throw new Error('no s3');
    const registries: Registries = { ...fakeRegistries, effects: { ...others, s3: { ...s3, look: async () => found } } };
    const effects = { real: { kind: 's3', target: { bucket: 'b', prefix: '' }, sides: {} } };
    return lookAtTargets(scenarioWith([], { effects }), registries, testContext());
  }

  const judged = async (before: readonly Sighting[], after: readonly Sighting[]) =>
    (await fence.check(evidencePair({ effects: pairLooks(await look(before), await look(after)) }), {}, checkContext())).status;

  it('keeps one line of them, whatever their order, and still shows any change', async () => {
    expect(Object.values(await look(many))).toMatchObject([{ found: [{ size: 50_005 }] }]);
    expect(await judged(many, [...many].reverse())).toBe('pass');
    expect(await judged(many, many.slice(1))).toBe('fail');
    expect(await judged(many, many.with(7, { name: '7.csv', size: 5, writtenAt: '2026-11-25T00:00:01.000Z' }))).toBe('fail');
    expect(await judged(many, many.with(7, { name: '7.csv', size: 6, writtenAt: '2026-11-25T00:00:00.000Z' }))).toBe('fail');
  });
});
