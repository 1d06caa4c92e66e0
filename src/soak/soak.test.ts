import { describe, expect, it } from 'vitest';
import { november, soakWorld } from '../testing/soak-world.ts';
import { useTempFolder } from '../testing/temporary-folder.ts';

const temp = useTempFolder();
const EXPECT = '  runs: 3\n  days: 3\n  expect: { table: { rows: { from: 50, to: 200 } } }';

describe('a soak without legacy', () => {
  it('is green by what the scenario says, once for a fire, and says that nothing was compared', async () => {
    const { run, ask, entries, store } = await soakWorld(temp.fresh(), { soak: EXPECT });
    run('2026-11-02');
    const first = await ask('2026-11-02T02:45:00Z');
    expect(first.fires).toMatchObject([
      { kind: 'judged', record: { what: 'judged', comparedWithLegacy: false, notAsked: ['row-count of table', 'keyed-rows of table'] } },
    ]);
    expect(first).toMatchObject({ status: 'pass', mode: 'alone' });
    const again = await ask('2026-11-02T09:00:00Z');
    expect(again).toMatchObject({ status: 'pass', fires: [{ kind: 'already-judged', record: { status: 'pass' } }] });
    expect(await entries()).toMatchObject([{ fire: '2026-11-02T01:30:00.000Z', mode: 'alone', status: 'pass', what: 'judged' }]);
    expect(await store.ledger.verify()).toMatchObject({ ok: true, count: 1 });
  });

  it('lives a month', async () => {
    const { run, ask, entries } = await soakWorld(temp.fresh(), { soak: EXPECT });
    for (let day = 2; day < 30; day += 1) {
      run(november(day), 100 + day);
      const answer = await ask(`${november(day)}T02:45:00Z`);
      expect(answer, november(day)).toMatchObject({ status: 'pass', missed: [], standing: { greens: day - 1, days: day - 1, done: day >= 4 } });
    }
    expect((await entries()).length).toBe(28);
  });
});
