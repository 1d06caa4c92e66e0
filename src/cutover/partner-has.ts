import { nextTimeOfDay } from '../experiment/report/next-time-of-day.ts';
import { type Arrivals, arrivalsOf } from '../handbook/verify/arrivals.ts';
import type { Context } from '../model/context.ts';
import { asTwinrunError } from '../model/error.ts';
import type { Registries } from '../model/registries.ts';
import type { Scenario } from '../model/scenario.ts';
import type { World } from '../model/world.ts';
import { businessDateOf } from '../scenario/business-date.ts';
import { expand, makeVariables } from '../scenario/variables.ts';
import type { DeliveredOnce } from '../scenario/verification-kinds.ts';
import { lastFire } from '../schedule/cron-fires.ts';

/** Clocks of partners differ. */
const CLOCKS_MS = 5 * 60_000;

/** What the partner has of one fire. */
export interface Delivery {
  readonly effect: string;
  /** Name of the file. */
  readonly file: string;
  /** The scheduled start, ISO 8601, UTC. */
  readonly fire: string;
  /**
   * `once`: exactly one. `twice`: more, or parts and copies beside it. `none`: not there although it is due. `not-due`: not there, and it need not be yet. `fetched`: not there, and the
   * partner may have taken it away. `unknown`: it cannot be told.
   */
  readonly state: 'once' | 'twice' | 'none' | 'not-due' | 'fetched' | 'unknown';
  readonly text: string;
}

export interface PartnerQuestion {
  readonly scenario: Scenario;
  readonly world: World;
  readonly registries: Pick<Registries, 'effects'>;
  /** Scheduled starts, ms since 1970; default: the last one, and while that is not due, the one before. */
  readonly fires?: readonly number[];
}

/**
 * Looks where deliveries arrive, for each file that a `delivered-once` of the playbook names: what is there of the fires, whichever side delivered it. Reads only; never throws for what
 * cannot be read: a partner that one may only put to cannot tell.
 */
export async function partnerHas(question: PartnerQuestion, x: Context): Promise<readonly Delivery[]> {
  const { scenario } = question;
  const { cron, zone } = scenario.schedule;
  const now = x.clock.now().getTime();
  if (question.fires !== undefined) return (await Promise.all(question.fires.map((fire) => ofFire(fire, question, x)))).flat();
  const last = lastFire(cron, zone, now);
  if (last === undefined) return [];
  const found = await ofFire(last, question, x);
  const before = found.some(({ state }) => state === 'not-due') ? lastFire(cron, zone, last - 1) : undefined;
  return before === undefined ? found : [...found, ...(await ofFire(before, question, x))];
}

async function ofFire(fire: number, { scenario, world, registries }: PartnerQuestion, x: Context): Promise<readonly Delivery[]> {
  const { rollback, effects, businessDate } = scenario;
  const at = new Date(fire);
  const date = businessDateOf(businessDate, at);
  const named = rollback.possible ? rollback.verify.filter(({ kind }) => kind === 'delivered-once').map(({ config }) => config as DeliveredOnce) : [];
  const head = { fire: at.toISOString() };
  if (named.length === 0 && Object.keys(effects).length > 0)
    return [
      {
        ...head,
        effect: Object.keys(effects).join(', '),
        file: '',
        state: 'unknown',
        text: 'no `delivered-once` under rollback.verify says what a delivery is',
      },
    ];
  const looks = named.map(async ({ effect: name, name: pattern }): Promise<Delivery> => {
    const file = expand(pattern, makeVariables(world, date));
    const effect = effects[name];
    const one = { ...head, effect: name, file };
    if (effect?.target === undefined) return { ...one, state: 'unknown', text: `\`effects.${name}.target\` does not say where to look` };
    const kind = registries.effects[effect.kind];
    if (kind === undefined) return { ...one, state: 'unknown', text: `there is no effect of kind ${effect.kind} in this version of twinrun` };
    try {
      return { ...one, ...judged(arrivalsOf(await kind.look(expand(effect.target, makeVariables(world, date)), x), file), at, scenario, x) };
    } catch (thrown) {
      x.signal.throwIfAborted();
      return { ...one, state: 'unknown', text: `it cannot be looked at: ${asTwinrunError(thrown).message}` };
    }
  });
  return await Promise.all(looks);
}

function judged({ exact, others }: Arrivals, fire: Date, scenario: Scenario, x: Context): Pick<Delivery, 'state' | 'text'> {
  const names = [...exact, ...others].map(({ name }) => name).join(', ');
  const [one] = exact;
  if (exact.length > 1 || others.length > 0) return { state: 'twice', text: `not once: there is ${names}` };
  if (one !== undefined) {
    const early = one.writtenAt !== undefined && Date.parse(one.writtenAt) < fire.getTime() - CLOCKS_MS;
    if (early) return { state: 'unknown', text: `one, of ${one.writtenAt}: before its fire, so that it is not known what it is` };
    return { state: 'once', text: `one, ${one.size} bytes${one.writtenAt === undefined ? '' : `, of ${one.writtenAt}`}` };
  }
  const now = x.clock.now();
  const { fetchedFrom } = scenario.cutover ?? {};
  if (fetchedFrom !== undefined && now >= nextTimeOfDay(fetchedFrom, scenario.schedule.zone, fire))
    return {
      state: 'fetched',
      text: `not there: the partner takes it away from ${fetchedFrom} on, or it never came; ask ${scenario.impact.partnerContact}`,
    };
  const due = scenario.rollback.possible ? nextTimeOfDay(scenario.rollback.decideBy, scenario.schedule.zone, fire) : now;
  if (now < due) return { state: 'not-due', text: `not there yet; it is due by ${due.toISOString()}` };
  return { state: 'none', text: `not there, and it was due by ${due.toISOString()}` };
}
