import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../runtime/hash.ts';
import { explainPair } from '../../../testing/table-input.ts';
import { stale } from './stale.ts';

const TODAY = 'id,v\n1,today\n2,b\n3,c\n';
const YESTERDAY = 'id,v\n1,yesterday\n2,b\n9,gone\n';
const facts = (legacy?: string, candidate?: string) => {
  const side = (text?: string) => (text === undefined ? {} : { previousSha256: sha256(text) });
  return { key: ['id'], facts: { sides: { legacy: side(legacy), candidate: side(candidate) } } };
};

describe('stale', () => {
  it.each([
    ['its own previous file', facts(undefined, YESTERDAY), { side: 'candidate', of: 'candidate' }],
    ['legacy’s previous file', facts(YESTERDAY, 'id,v\n'), { side: 'candidate', of: 'legacy' }],
  ])('accounts for all when the candidate is %s', async (_, options, parameters) => {
    const { explanations, accounted, open } = await explainPair(stale, TODAY, YESTERDAY, options);
    expect(explanations).toMatchObject([{ strength: 'reproduces', parameters }]);
    expect(accounted[0]?.map(({ kind }) => kind)).toEqual(['changed', 'removed', 'added']);
    expect(open).toEqual([]);
  });

  it('sees a stale file of legacy', async () => {
    const { explanations } = await explainPair(stale, YESTERDAY, TODAY, facts(YESTERDAY));
    expect(explanations).toMatchObject([{ parameters: { side: 'legacy', of: 'legacy' } }]);
  });

  it('takes digests that are known already', async () => {
    const sides = { legacy: {}, candidate: { sha256: 'abc', previousSha256: 'abc' } };
    expect((await explainPair(stale, TODAY, YESTERDAY, { facts: { sides } })).explanations).toHaveLength(1);
  });

  it.each([
    ['nothing is known of the previous run', facts()],
    ['both files are new', facts('x', 'y')],
    ['both are as before', facts(TODAY, YESTERDAY)],
  ])('is silent when %s', async (_, options) => {
    expect((await explainPair(stale, TODAY, YESTERDAY, options)).explanations).toEqual([]);
  });

  it('is silent when one more cell changed', async () => {
    expect((await explainPair(stale, TODAY, YESTERDAY.replace('gone', 'x'), facts(undefined, YESTERDAY))).explanations).toEqual([]);
  });
});
