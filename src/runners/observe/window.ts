import { TwinrunError } from '../../model/error.ts';
import type { NaturalRun } from '../../model/natural-run.ts';
import type { ObserveConfig } from './observe-config.ts';

/** When a natural run is due, and until when all that it writes belongs to it. Milliseconds since 1970. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** Where a schedule ends, nothing replaces what the last run has left. */
const NO_NEXT_MS = 24 * 86_400_000;

/** Throws `observe.no-fire` and `observe.which-fire` (misuse). */
export function windowOf({ fire, within }: Pick<ObserveConfig, 'fire' | 'within'>, natural: NaturalRun | undefined): Window {
  const all = natural?.fires ?? [];
  const matching = all.filter((at) => fire === undefined || timeOfDay(at, natural?.zone ?? 'UTC') === fire);
  const [only, ...more] = matching;
  if (only === undefined) throw noFire(natural, fire);
  if (more.length > 0) throw whichFire(natural, matching);
  const from = Date.parse(only);
  const following = all[all.indexOf(only) + 1] ?? natural?.next;
  const next = following === undefined ? from + NO_NEXT_MS : Date.parse(following);
  return { from, to: Math.min(next, from + (within ?? Number.POSITIVE_INFINITY)) };
}

function timeOfDay(at: string, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at));
}

function noFire(natural: NaturalRun | undefined, fire: string | undefined): TwinrunError {
  return new TwinrunError({
    code: 'observe.no-fire',
    class: 'misuse',
    message: `the schedule starts no run about ${natural?.businessDate ?? 'this business date'}${fire === undefined ? '' : ` at ${fire}`}`,
    expected: fire === undefined ? 'a scheduled start whose business date it is' : (natural?.fires.join(', ') ?? ''),
    received: natural?.next === undefined ? 'none' : `the next one, of a later date: ${natural.next}`,
    fix: 'Give the date of a day on which it runs (--business-date), or correct schedule, businessDate or fire in the scenario.',
  });
}

function whichFire(natural: NaturalRun | undefined, matching: readonly string[]): TwinrunError {
  return new TwinrunError({
    code: 'observe.which-fire',
    class: 'misuse',
    message: `the schedule starts ${matching.length} runs about ${natural?.businessDate ?? 'this business date'}: which one is to be observed?`,
    expected: 'one',
    received: matching.slice(0, 24).join(', '),
    fix: 'Name it as `fire: "HH:MM"` of the observe runner, on both sides the same.',
  });
}
