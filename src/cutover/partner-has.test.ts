import { describe, expect, it } from 'vitest';
import type { Sighting } from '../model/effect.ts';
import type { Scenario } from '../model/scenario.ts';
import { testContext } from '../testing/context.ts';
import { scenarioWith } from '../testing/stored-run.ts';
import { type Delivery, partnerHas } from './partner-has.ts';
import { judge } from './truth.ts';

// The batch of 30 March fires at 01:30 in Tokyo on the 31st; going back is decided until 06:00 there.
const FIRE = Date.parse('2026-03-30T16:30:00Z');
const FILE = 'clients_2026-03-30.csv';
const HOUR = 3_600_000;
const world = { kind: 'real', hosts: {}, databases: {}, aws: {} } as const;

function scenario(change: Partial<Scenario> = {}): Scenario {
  const base = scenarioWith([]);
  return {
    ...base,
    schedule: { ...base.schedule, cron: '30 1 * * *', zone: 'Asia/Tokyo' },
    businessDate: { ...base.businessDate, zone: 'Asia/Tokyo', offset: -1 },
    effects: { partner: { kind: 'sftp', target: { path: 'inbox' }, sides: {} } },
    rollback: {
      ...{ possible: true, decideBy: '06:00', triggers: [], steps: [] },
      verify: [{ id: 'once', kind: 'delivered-once', config: { effect: 'partner', name: 'clients_{{date}}.csv' } }],
    },
    ...change,
  };
}

async function look(now: number, seen: readonly Sighting[] | Error, change: Partial<Scenario> = {}): Promise<readonly Delivery[]> {
  const x = { ...testContext(), clock: { ...testContext().clock, now: () => new Date(now) } };
  const sftp = { look: async () => (seen instanceof Error ? Promise.reject(seen) : seen) };
  return await partnerHas({ scenario: scenario(change), world, registries: { effects: { sftp } } as never }, x);
}

const file = (name: string, at = FIRE + 60_000): Sighting => ({ name, size: 7, writtenAt: new Date(at).toISOString() });
const taking = { cutover: { fetchedFrom: '07:00' } } as unknown as Partial<Scenario>;

describe('what the partner has of the last fire', () => {
  it.each([
    ['once', FIRE + HOUR, [file(FILE), file('orders.csv')], {}, 'pass'],
    ['twice', FIRE + HOUR, [file(FILE), file(`.${FILE}.part`)], {}, 'fail'],
    ['twice', FIRE + HOUR, [file(`a/${FILE}`), file(`b/${FILE}`)], {}, 'fail'],
    ['none', FIRE + 5 * HOUR, [file('clients_2026-03-29.csv')], {}, 'fail'],
    ['fetched', FIRE + 6 * HOUR, [], taking, 'inconclusive'],
    ['none', FIRE + 5 * HOUR, [], taking, 'fail'],
    ['unknown', FIRE + HOUR, new Error('permission denied'), {}, 'inconclusive'],
    ['unknown', FIRE + HOUR, [file(FILE, FIRE - HOUR)], {}, 'inconclusive'],
    ['unknown', FIRE + HOUR, [], { effects: { partner: { kind: 'mail', sides: {} } } }, 'inconclusive'],
    ['unknown', FIRE + HOUR, [], { rollback: { possible: false, reason: 'none' } }, 'inconclusive'],
  ] as const)('%s', async (state, now, seen, change, status) => {
    const [found] = await look(now, seen as never, change as Partial<Scenario>);
    expect(found).toMatchObject({ state, fire: '2026-03-30T16:30:00.000Z' });
    const one = [
      { side: 'legacy', state: 'on', what: '', text: '' },
      { side: 'candidate', state: 'off', what: '', text: '' },
    ] as const;
    expect(judge(one, { deliveries: found === undefined ? [] : [found] }).status).toBe(status);
  });

  it('is not due before the decision about going back; then the fire before counts', async () => {
    const found = await look(FIRE + HOUR, [{ name: 'clients_2026-03-29.csv', size: 7 }]);
    expect(found.map(({ state, file: name }) => [state, name])).toEqual([
      ['not-due', FILE],
      ['once', 'clients_2026-03-29.csv'],
    ]);
    expect((await look(FIRE + HOUR, [])).map(({ state }) => state)).toEqual(['not-due', 'none']);
  });

  it('is nothing where a batch delivers nothing', async () => {
    expect(await look(FIRE + HOUR, [], { effects: {}, rollback: { possible: false, reason: 'none' } })).toEqual([]);
  });

  it('is not missed where nothing fires by itself, and twice is red there, too', async () => {
    const sides = [
      { side: 'legacy', state: 'off', what: '', text: '' },
      { side: 'candidate', state: 'on', what: '', text: '' },
    ] as const;
    const still = async (seen: readonly Sighting[]) => judge(sides, { still: true, deliveries: await look(FIRE + 6 * HOUR, seen) }).status;
    expect([await still([]), await still([file(FILE), file(`copy/${FILE}`)])]).toEqual(['pass', 'fail']);
  });
});
