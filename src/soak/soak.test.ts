import { readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { conditionsOf } from '../cutover/conditions.ts';
import { cutoverRuleOf } from '../cutover/cutover-plan.ts';
import { gatherShown } from '../cutover/greens.ts';
import { gatherRuns } from '../gate/gather-runs.ts';
import type { Starters } from '../model/soak-record.ts';
import { readLedger } from '../store/read-ledger.ts';
import { testContext } from '../testing/context.ts';
import { november, soakWorld } from '../testing/soak-world.ts';
import { useTempFolder } from '../testing/temporary-folder.ts';

const temp = useTempFolder();
const EXPECT = '  runs: 3\n  days: 3\n  expect: { table: { rows: { from: 50, to: 200 } } }';
/** Bytes are bounded from the first day on, rows by the history. */
const BYTES = '  runs: 3\n  days: 3\n  bounds: { last: 10, atLeast: 4, spread: 0.2 }\n  expect: { table: { bytes: { from: 1, to: 100000 } } }';
const CAME_BACK: Starters = {
  status: 'fail',
  text: 'a line that was switched off is active again',
  starters: [
    { side: 'legacy', what: 'a line', state: 'both', text: 'somebody or something brought it back' },
    { side: 'candidate', what: 'a schedule', state: 'on', text: '' },
  ],
};

describe('a soak without legacy', () => {
  it('is green by what the scenario says, once for a fire, and says that nothing was compared', async () => {
    const { run, ask, entries, store } = await soakWorld(temp.fresh(), { soak: EXPECT });
    run('2026-11-02');
    const first = await ask('2026-11-02T02:45:00Z');
    expect(first).toMatchObject({ status: 'pass', mode: 'alone' });
    const record = { what: 'judged', mode: 'alone', comparedWithLegacy: false, notAsked: ['row-count of table', 'keyed-rows of table'] };
    expect(first.fires).toMatchObject([{ kind: 'judged', record }]);
    const again = await ask('2026-11-02T09:00:00Z');
    expect(again).toMatchObject({ status: 'pass', fires: [{ kind: 'already-judged', record: { status: 'pass' } }] });
    expect(await entries()).toMatchObject([{ fire: '2026-11-02T01:30:00.000Z', mode: 'alone', status: 'pass', what: 'judged' }]);
    expect(await store.ledger.verify()).toMatchObject({ ok: true, count: 1 });
  });

  it('lives a month, and is done when the scenario says so', async () => {
    const { run, ask, entries } = await soakWorld(temp.fresh(), { soak: EXPECT });
    for (let day = 2; day < 30; day += 1) {
      run(november(day), 100 + (day % 5));
      const answer = await ask(`${november(day)}T02:45:00Z`);
      expect(answer, november(day)).toMatchObject({ status: 'pass', missed: [], standing: { greens: day - 1, compared: 0, done: day >= 4 } });
    }
    expect(new Set((await entries()).map(({ fire }) => fire)).size).toBe(28);
    expect((await entries()).length).toBe(28);
  });

  it('takes bounds from the last passes, and says which', async () => {
    const { run, ask } = await soakWorld(temp.fresh(), { soak: BYTES });
    for (let day = 2; day < 7; day += 1) {
      run(november(day), 100 + day);
      expect((await ask(`${november(day)}T02:45:00Z`)).status).toBe('pass');
    }
    run('2026-11-07', 140);
    const { status, fires, standing } = await ask('2026-11-07T02:45:00Z');
    expect(status).toBe('fail');
    expect(standing).toMatchObject({ greens: 0, reds: 1 });
    const [answer] = fires;
    const record = answer !== undefined && 'record' in answer ? answer.record : undefined;
    expect(record?.history.length).toBe(5);
    const text = 'rows of table: 140, outside of 81 to 128 (the last 5 passes had 102 to 106, widened by 20 %)';
    expect(record?.bounds.find(({ id }) => id === 'table.rows')).toMatchObject({ status: 'fail', text: { text } });
    // A red one is no history.
    run('2026-11-08', 140);
    expect((await ask('2026-11-08T02:45:00Z')).status).toBe('fail');
  });

  it('is not known with too little history and nothing that is said', async () => {
    const { run, ask } = await soakWorld(temp.fresh());
    run('2026-11-02');
    const { status, fires } = await ask('2026-11-02T02:45:00Z');
    expect(status).toBe('inconclusive');
    expect(JSON.stringify(fires)).toContain('neither its history nor the scenario says how much it holds');
  });

  it('is red where a delivery is missing, where it is empty, and where it is late', async () => {
    const missing = await soakWorld(temp.fresh(), { soak: EXPECT, place: 'delivered-{{date}}.csv' });
    missing.run('2026-11-02');
    expect(await missing.ask('2026-11-02T02:45:00Z')).toMatchObject({
      status: 'fail',
      fires: [{ record: { what: 'judged', reasons: [{ id: 'soak.missing' }, { id: 'soak.check' }] } }],
    });
    // The natural run ended well, and what lies there is of the day before.
    const stale = await soakWorld(temp.fresh(), { soak: EXPECT, place: 'delivered.csv', checks: '[{ keyed-rows: { output: table } }]' });
    stale.run('2026-11-02');
    writeFileSync(join(stale.folder, 'out', 'delivered.csv'), readFileSync(join(stale.folder, 'out', '2026-11-02.csv')));
    utimesSync(join(stale.folder, 'out', 'delivered.csv'), new Date('2026-11-01T01:40:00Z'), new Date('2026-11-01T01:40:00Z'));
    expect(await stale.ask('2026-11-02T02:45:00Z')).toMatchObject({ status: 'fail', fires: [{ record: { reasons: [{ id: 'comparable.stale' }] } }] });
    const empty = await soakWorld(temp.fresh(), { soak: EXPECT });
    empty.run('2026-11-02', 0);
    expect(JSON.stringify((await empty.ask('2026-11-02T02:45:00Z')).fires)).toContain('holds no data');
    const late = await soakWorld(temp.fresh(), { soak: EXPECT });
    late.run('2026-11-02', 100, 70 * 60_000);
    expect(await late.ask('2026-11-02T03:00:00Z')).toMatchObject({
      status: 'fail',
      fires: [{ record: { what: 'judged', reasons: [{ id: 'soak.late' }] } }],
    });
  });

  it('counts for no gate and for no cutover as a pass of parity', async () => {
    const { run, ask, store, loaded, clock } = await soakWorld(temp.fresh(), { soak: EXPECT });
    for (let day = 2; day < 6; day += 1) {
      run(november(day));
      expect((await ask(`${november(day)}T02:45:00Z`)).status).toBe('pass');
    }
    const records = await readLedger(store);
    expect(await gatherRuns(store, 'export', records)).toEqual([]);
    const heads: string[] = [];
    for await (const { id } of store.list({ scenario: 'export' })) heads.push(id);
    expect(heads).toEqual([]);
    const { scenario } = loaded;
    const rule = cutoverRuleOf(scenario);
    const shown = await gatherShown(loaded, rule, { kind: 'real', hosts: {}, databases: {}, aws: {} }, store);
    const about = { armed: { armed: false, why: [] }, schedules: { unfit: [], places: [] }, now: clock.now().getTime() } as const;
    expect(conditionsOf({ ...about, scenario, rule, shown }).find(({ id }) => id === 'greens')).toMatchObject({
      status: 'inconclusive',
      text: expect.stringContaining('0 of'),
    });
  });
});

describe('a natural run that is not there', () => {
  it('is not due before its deadline, and did not happen after it', async () => {
    const { ask, entries } = await soakWorld(temp.fresh(), { soak: EXPECT });
    const early = await ask('2026-11-02T01:45:00Z', { waitMs: 50 });
    expect(early).toMatchObject({
      status: 'inconclusive',
      fires: [{ kind: 'not-due', fire: '2026-11-02T01:30:00.000Z', deadline: '2026-11-02T02:30:00.000Z' }],
    });
    expect(await entries()).toEqual([]);
    const after = await ask('2026-11-02T02:45:00Z');
    expect(after).toMatchObject({
      status: 'fail',
      fires: [{ kind: 'judged', record: { what: 'not-happened', reasons: [{ id: 'soak.not-happened' }] } }],
    });
    expect(await ask('2026-11-02T03:45:00Z')).toMatchObject({ status: 'fail', fires: [{ kind: 'already-judged' }] });
    expect(await entries()).toMatchObject([{ what: 'not-happened', status: 'fail' }]);
  });

  it('is judged as soon as it is over, before its deadline', async () => {
    const { run, ask } = await soakWorld(temp.fresh(), { soak: EXPECT });
    run('2026-11-02');
    expect(await ask('2026-11-02T01:50:00Z')).toMatchObject({ status: 'pass', fires: [{ kind: 'judged' }] });
  });

  it('is not known where a later one has overwritten it', async () => {
    const { run, ask } = await soakWorld(temp.fresh(), { soak: EXPECT, observed: 'latest.csv' });
    run('2026-11-02');
    expect((await ask('2026-11-02T02:45:00Z')).status).toBe('pass');
    run('2026-11-04');
    const answer = await ask('2026-11-04T02:45:00Z', { since: '2026-11-03' });
    expect(answer).toMatchObject({ status: 'inconclusive', missed: [], standing: { greens: 1 } });
    expect(answer.fires).toMatchObject([
      { fire: '2026-11-03T01:30:00.000Z', record: { what: 'unknown', status: 'inconclusive' } },
      { fire: '2026-11-04T01:30:00.000Z', record: { what: 'judged', status: 'pass' } },
    ]);
  });

  it('that nobody asked for is named, never green, and judged where its evidence is still there', async () => {
    const { run, ask, entries } = await soakWorld(temp.fresh(), { soak: EXPECT });
    for (const day of [2, 3, 4, 6, 7]) run(november(day));
    expect((await ask('2026-11-02T02:45:00Z')).status).toBe('pass');
    const after = await ask('2026-11-07T02:45:00Z');
    // The last, and the one before it, which may have been pending when it was asked for last.
    expect(after.fires.map(({ fire }) => fire.slice(8, 10))).toEqual(['06', '07']);
    expect(after).toMatchObject({ status: 'inconclusive', standing: { greens: 2 } });
    expect(after.missed.map((fire) => fire.slice(8, 10))).toEqual(['03', '04', '05']);
    const since = await ask('2026-11-07T03:45:00Z', { since: '2026-11-03' });
    expect(since.fires.map((one) => ('status' in one ? one.status : one.kind))).toEqual(['pass', 'pass', 'fail', 'pass']);
    expect(since).toMatchObject({ status: 'fail', missed: [] });
    expect((await entries()).map(({ fire }) => fire.slice(8, 10))).toEqual(['02', '06', '07', '03', '04', '05']);
  });
});

describe('what starts the sides', () => {
  it('is red when the line came back, whatever the run was, also when it was judged before', async () => {
    const { run, ask, entries } = await soakWorld(temp.fresh(), { soak: EXPECT });
    run('2026-11-02');
    expect((await ask('2026-11-02T02:45:00Z')).status).toBe('pass');
    expect(await ask('2026-11-02T08:00:00Z', { starters: CAME_BACK })).toMatchObject({
      status: 'fail',
      fires: [{ kind: 'already-judged', status: 'pass' }],
    });
    run('2026-11-03');
    const answer = await ask('2026-11-03T02:45:00Z', { starters: CAME_BACK });
    expect(answer).toMatchObject({ status: 'fail', fires: [{ status: 'pass' }], standing: { greens: 0, reds: 2 } });
    expect((await entries()).map(({ starters }) => starters)).toEqual(['pass', 'fail']);
  });

  it('enters the ledger once when it becomes red without a new fire, again when it is otherwise red, and when it is right again', async () => {
    const { run, ask, store } = await soakWorld(temp.fresh(), { soak: EXPECT });
    const entered = async () =>
      (await readLedger(store)).flatMap(({ entry }) => (entry.type === 'starters' ? [`${entry.at.slice(11, 13)} ${entry.status}`] : []));
    const disabled: Starters = { ...CAME_BACK, text: 'neither side is on', starters: CAME_BACK.starters.map((one) => ({ ...one, state: 'off' })) };
    const unread: Starters = { status: 'inconclusive', text: 'not everything could be read', starters: [] };
    run('2026-11-02');
    expect(await ask('2026-11-02T02:45:00Z')).toMatchObject({ status: 'pass', standing: { greens: 1 } });
    for (const [hour, starters] of [
      ['08', CAME_BACK],
      ['09', CAME_BACK],
      ['10', unread],
      ['11', CAME_BACK],
      ['12', disabled],
      ['13', disabled],
    ] as const)
      await ask(`2026-11-02T${hour}:00:00Z`, { starters });
    expect(await entered()).toEqual(['08 fail', '12 fail']);
    // It ends the row, also once it was mended: until a green fire.
    expect(await ask('2026-11-02T14:00:00Z')).toMatchObject({ status: 'pass', standing: { greens: 0, reds: 1, judged: { pass: 0, fail: 1 } } });
    await ask('2026-11-02T15:00:00Z');
    expect(await entered()).toEqual(['08 fail', '12 fail', '14 pass']);
    run('2026-11-03');
    expect(await ask('2026-11-03T02:45:00Z')).toMatchObject({ standing: { greens: 1, reds: 0 } });
    // What a fire's own entry says is not said twice.
    run('2026-11-04');
    await ask('2026-11-04T02:45:00Z', { starters: CAME_BACK });
    expect(await entered()).toEqual(['08 fail', '12 fail', '14 pass']);
    expect((await store.ledger.verify()).ok).toBe(true);
  });

  it('is read when a fire is judged, and again at the end', async () => {
    const { run, ask, entries } = await soakWorld(temp.fresh(), { soak: EXPECT });
    run('2026-11-02');
    const good = (await ask('2026-11-02T02:45:00Z')).starters;
    run('2026-11-03');
    const read = [good, CAME_BACK];
    expect(await ask('2026-11-03T02:45:00Z', { starters: () => read.shift() ?? good })).toMatchObject({
      status: 'fail',
      starters: { status: 'fail' },
    });
    expect((await entries()).map(({ starters }) => starters)).toEqual(['pass', 'pass']);
  });

  it('must be the candidate: legacy alone is on where somebody went back', async () => {
    const { run, ask } = await soakWorld(temp.fresh(), { soak: EXPECT });
    run('2026-11-02');
    const starters: Starters = {
      ...{ status: 'pass', text: 'the legacy side is on, the other is off' },
      starters: CAME_BACK.starters.map((one) => ({ ...one, state: one.side === 'legacy' ? 'on' : 'off' })),
    };
    expect(await ask('2026-11-02T02:45:00Z', { starters })).toMatchObject({
      status: 'fail',
      starters: { text: expect.stringContaining('gone back') },
    });
  });
});

describe('a process that dies', () => {
  it('between the seal and the ledger leaves a run that is judged, once', async () => {
    const { folder, run, ask, entries, store } = await soakWorld(temp.fresh(), { soak: EXPECT });
    run('2026-11-02');
    const append = store.ledger.append;
    store.ledger.append = () => Promise.reject(new Error('died'));
    await expect(ask('2026-11-02T02:45:00Z')).rejects.toThrow('died');
    store.ledger.append = append;
    expect((await ask('2026-11-02T02:50:00Z')).status).toBe('pass');
    expect(await entries()).toMatchObject([{ status: 'pass' }]);
    expect(readdirSync(join(folder, 'reports', 'export.soak')).length).toBe(1);
  });

  it('before the seal leaves a run that is gone on with', async () => {
    const { folder, run, ask, entries, store } = await soakWorld(temp.fresh(), { soak: EXPECT });
    run('2026-11-02');
    const seal = store.seal;
    store.seal = () => Promise.reject(new Error('died'));
    await expect(ask('2026-11-02T02:45:00Z')).rejects.toThrow('died');
    store.seal = seal;
    // The lock of a process that is no more.
    for (const name of readdirSync(join(folder, 'reports', '.locks'))) rmSync(join(folder, 'reports', '.locks', name), { recursive: true });
    const [begun] = readdirSync(join(folder, 'reports', 'export.soak'));
    expect(await ask('2026-11-02T02:50:00Z')).toMatchObject({ status: 'pass', fires: [{ run: begun?.replace(/^\.|\.partial$/g, '') }] });
    expect((await entries()).length).toBe(1);
  });

  it('a cancelled one enters nothing, and the fire can be judged again', async () => {
    const { run, ask, entries } = await soakWorld(temp.fresh(), { soak: EXPECT });
    run('2026-11-02');
    const stop = new AbortController();
    const onEvent = ({ type }: { readonly type: string }) => (type === 'run.started' ? stop.abort() : undefined);
    expect((await ask('2026-11-02T02:45:00Z', { signal: stop.signal, onEvent })).status).toBe('cancelled');
    expect(await entries()).toEqual([]);
    expect((await ask('2026-11-02T02:50:00Z')).status).toBe('pass');
    expect((await entries()).length).toBe(1);
  });

  it('a second one at once is refused, or finds it judged', async () => {
    const { run, ask, entries } = await soakWorld(temp.fresh(), { soak: EXPECT });
    run('2026-11-02');
    const both = await Promise.allSettled([ask('2026-11-02T02:45:00Z'), ask('2026-11-02T02:45:00Z')]);
    const ends = both.map((one) => (one.status === 'rejected' ? one.reason.code : one.value.fires[0]?.kind));
    expect(ends.filter((end) => end === 'judged').length).toBe(1);
    expect(['judged', 'already-judged', 'lock.held']).toEqual(expect.arrayContaining(ends));
    expect((await entries()).length).toBe(1);
  });

  it('keeps nobody from going back while it waits for a run', async () => {
    const { ask, store, clock } = await soakWorld(temp.fresh(), { soak: EXPECT });
    const x = testContext();
    const lock = await store.lock('scenario-export', { clock, ids: x.ids });
    expect(await ask('2026-11-02T01:45:00Z', { waitMs: 50 })).toMatchObject({ fires: [{ kind: 'not-due' }] });
    await lock.release();
  });
});

it('a record that somebody changed is no history, and is not shown as the kept answer', async () => {
  const { folder, run, ask } = await soakWorld(temp.fresh(), { soak: EXPECT });
  run('2026-11-02');
  await ask('2026-11-02T02:45:00Z');
  const [id = ''] = readdirSync(join(folder, 'reports', 'export.soak'));
  writeFileSync(join(folder, 'reports', 'export.soak', id, 'soak.json'), '{}');
  const [kept] = (await ask('2026-11-02T03:45:00Z')).fires;
  expect(kept).toMatchObject({ kind: 'already-judged', status: 'pass' });
  expect(kept).not.toHaveProperty('record');
});
