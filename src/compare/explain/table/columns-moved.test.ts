import { describe, expect, it } from 'vitest';
import { explainPair } from '../../../testing/table-input.ts';
import { columnsMoved } from './columns-moved.ts';

const LEGACY = 'id,Name,mail\n1,a,m\n2,b,n\n';
const MOVED = 'mail,id,Name\nm,1,a\nn,2,b\n';

describe('columns-moved', () => {
  it('names the column that moved, and the query in order', async () => {
    const { explanations, accounted, open } = await explainPair(columnsMoved, LEGACY, MOVED, { key: ['id'] });
    expect(explanations).toMatchObject([{ parameters: { moved: 'mail' }, strength: 'reproduces' }]);
    expect(explanations[0]?.fix.text).toContain('SELECT id, "Name", mail FROM');
    expect(accounted[0]).toHaveLength(1);
    expect(open).toEqual([]);
  });

  it('leaves a changed cell unexplained', async () => {
    const { open } = await explainPair(columnsMoved, LEGACY, MOVED.replace('n,', 'N,'), { key: ['id'] });
    expect(open).toMatchObject([{ kind: 'changed', column: 'mail' }]);
  });

  it('is silent where a column is only missing', async () => {
    expect((await explainPair(columnsMoved, LEGACY, 'id,mail\n1,m\n2,n\n', { key: ['id'] })).explanations).toEqual([]);
  });
});
