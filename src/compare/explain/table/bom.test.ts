import { describe, expect, it } from 'vitest';
import { explainPair } from '../../../testing/table-input.ts';
import { bom } from './bom.ts';

const RECORDS = 'id,v\n1,a\n2,b\n';

describe('bom', () => {
  it.each([
    ['candidate', RECORDS, `\ufeff${RECORDS}`],
    ['legacy', `\ufeff${RECORDS}`, RECORDS],
  ])('names the side that has the mark: %s', async (side, legacy, candidate) => {
    const { explanations, accounted, open } = await explainPair(bom, legacy, candidate);
    expect(explanations).toMatchObject([{ parameters: { side }, strength: 'reproduces' }]);
    expect(accounted.map((one) => one.length)).toEqual([1]);
    expect(open).toEqual([]);
    expect(explanations[0]?.cause.text).toContain(`file of ${side}`);
  });

  it('leaves another difference unexplained', async () => {
    const { accounted, open } = await explainPair(bom, RECORDS, `\ufeff${RECORDS.replace('b', 'x')}`, { key: ['id'] });
    expect(accounted[0]).toHaveLength(1);
    expect(open).toMatchObject([{ kind: 'changed', column: 'v' }]);
  });

  it('is silent where both are alike', async () => {
    expect((await explainPair(bom, RECORDS, RECORDS.replace('b', 'x'))).explanations).toEqual([]);
    expect((await explainPair(bom, `\ufeff${RECORDS}`, `\ufeff${RECORDS}`)).explanations).toEqual([]);
  });
});
