import { describe, expect, it } from 'vitest';
import { explainPair } from '../../../testing/table-input.ts';
import { quoting } from './quoting.ts';

const BARE = 'id,v,w\n1,a,x\n2,b,\n';
const ALWAYS = '"id","v","w"\n"1","a","x"\n"2","b",\n';

describe('quoting', () => {
  it('tells the styles', async () => {
    const { explanations, accounted, open } = await explainPair(quoting, ALWAYS, BARE);
    expect(explanations).toMatchObject([{ parameters: { legacy: 'always', candidate: 'minimal' }, strength: 'reproduces' }]);
    expect(explanations[0]?.fix.text).toContain('FORCE_QUOTE *');
    expect(accounted[0]).toHaveLength(1);
    expect(open).toEqual([]);
  });

  it('tells styles by column', async () => {
    const { explanations } = await explainPair(quoting, 'id,v\n1,"a"\n', 'id,v\n"1",a\n');
    expect(explanations).toMatchObject([{ parameters: { legacy: 'id: minimal, v: always', candidate: 'id: always, v: minimal' } }]);
    expect(explanations[0]?.fix.text).toContain('FORCE_QUOTE (');
  });

  it.each([
    ['legacy', BARE.replace('b,', 'b,""'), BARE, "COALESCE(w, '')"],
    ['candidate', BARE, BARE.replace('b,', 'b,""'), "NULLIF(w, '')"],
  ])('tells who writes "" for an empty cell: %s', async (quoted, legacy, candidate, fix) => {
    const { explanations, accounted } = await explainPair(quoting, legacy, candidate, { key: ['id'] });
    expect(explanations).toMatchObject([{ parameters: { column: 'w', quoted } }]);
    expect(explanations[0]?.fix.text).toContain(fix);
    expect(accounted[0]).toHaveLength(1);
  });

  it('leaves a changed cell unexplained, and is silent on it alone', async () => {
    const changed = BARE.replace('x', 'y');
    expect((await explainPair(quoting, ALWAYS, changed, { key: ['id'] })).open).toMatchObject([{ kind: 'changed', column: 'w' }]);
    expect((await explainPair(quoting, BARE, changed, { key: ['id'] })).explanations).toEqual([]);
  });
});
