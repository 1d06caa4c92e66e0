import { describe, expect, it } from 'vitest';
import { explainPair } from '../../../testing/table-input.ts';
import type { ExplainFacts, SideFacts } from '../facts.ts';
import { runTime } from './run-time.ts';

const key = ['id'];
const table = (records: readonly string[]) => `id,at,v\n${records.map((record) => `${record}\n`).join('')}`;
const BOTH = ['1,2026-07-05 01:00:00,a', '2,2026-07-04 20:00:00,b', '3,2026-06-30 12:00:00,c'];

/** Legacy ran at 10:30, the candidate at 10:40 in Tokyo (01:30 and 01:40 UTC). */
function facts(more: Partial<Record<'legacy' | 'candidate', SideFacts>> = {}): ExplainFacts {
  const window = (minute: string) => ({ from: `2026-07-05T01:${minute}:00.500Z`, to: `2026-07-05T01:${minute}:20.000Z` });
  return { sides: { legacy: { window: window('30'), ...more.legacy }, candidate: { window: window('40'), ...more.candidate } } };
}

describe('run-time', () => {
  it('sees what was written between the runs', async () => {
    const candidate = table([...BOTH, '4,2026-07-05 01:30:00,new', '5,2026-07-05T01:40:10.123Z,new', '6,2026-07-05 10:35:00+09,new']);
    const { explanations, accounted, open } = await explainPair(runTime, table(BOTH), candidate, { key, facts: facts() });
    expect(explanations).toMatchObject([{ strength: 'consistent', parameters: { column: 'at', zone: 'UTC', days: 0 } }]);
    expect(explanations[0]?.cause.text).toContain('the later one: candidate');
    expect(accounted[0]).toHaveLength(3);
    expect(open).toEqual([]);
  });

  it('sees what fell out of the last seven days, and what came in', async () => {
    const legacy = table([...BOTH, '4,2026-06-28 01:31:00,old', '5,2026-06-28 01:39:00,old']);
    const { explanations, open } = await explainPair(runTime, legacy, table([...BOTH, '9,2026-07-05 01:35:00,new']), { key, facts: facts() });
    expect(explanations).toMatchObject([{ parameters: { days: 7 } }]);
    expect(explanations[0]?.cause.text).toContain('last 7 days');
    expect(open).toEqual([]);
  });

  it('reads wall times in the zone of a host', async () => {
    const known = facts({ legacy: { window: { from: '2026-07-05T01:30:00Z', to: '2026-07-05T01:30:20Z' }, timeZone: 'Asia/Tokyo' } });
    const { explanations, open } = await explainPair(runTime, table(BOTH), table([...BOTH, '4,2026/07/05 10:35:00,new']), { key, facts: known });
    expect(explanations).toMatchObject([{ parameters: { zone: 'Asia/Tokyo' } }]);
    expect(open).toEqual([]);
  });

  it('leaves other records and cells unexplained', async () => {
    const candidate = table([
      ...BOTH.slice(0, 2),
      '3,2026-06-30 12:00:00,C',
      '4,2026-07-05 01:35:00,new',
      '5,2026-07-05 01:45:00,later',
      '6,2026-07-01 01:35:00,x',
    ]);
    const { open } = await explainPair(runTime, table(BOTH), candidate, { key, facts: facts() });
    expect(open.map(({ kind, key: of }) => [kind, of?.[0]])).toEqual([
      ['changed', '3'],
      ['added', '5'],
      ['added', '6'],
    ]);
  });

  it.each([
    ['the windows are not known', { sides: { legacy: {}, candidate: {} } }, [...BOTH, '4,2026-07-05 01:35:00,new']],
    ['times lie elsewhere', facts(), [...BOTH, '4,2026-07-05 01:29:58,x', '5,2026-07-05 01:40:21,x', '6,,x', '7,2026-07-05,x']],
    ['nearly all times lie elsewhere', facts(), [...BOTH, '4,2026-07-05 01:35:00,x', ...[5, 6, 7, 8].map((id) => `${id},2026-07-05 0${id}:00:00,x`)]],
    ['only cells differ', facts(), [...BOTH.slice(0, 2), '3,2026-07-05 01:35:00,c']],
  ])('is silent when %s', async (_, known, records) => {
    expect((await explainPair(runTime, table(BOTH), table(records), { key, facts: known })).explanations).toEqual([]);
  });
});
