import type { Clock } from '../../../model/clock.ts';
import type { Ids } from '../../../model/context.ts';
import type { Ecs } from '../ecs/ecs.ts';
import { invokeTarget } from './invoke-target.ts';
import { nextFireOf } from './next-fire.ts';
import type { ScheduleRecord } from './schedule-record.ts';
import type { ScheduleStore } from './schedule-store.ts';

/** Timers of Node go wrong beyond 2^31 ms; and the machine may have slept. */
const LONGEST_WAIT_MS = 60_000;
const RETRY_MS = 1_000;

export interface FiringParts {
  readonly store: ScheduleStore;
  readonly ecs: Ecs;
  readonly clock: Clock;
  readonly ids: Ids;
  arnOf(record: ScheduleRecord): string;
}

/** Fires enabled schedules when they are due. */
export interface Firing {
  /** Something changed: what is due next is looked at again. */
  changed(): void;
  close(): Promise<void>;
}

export function startFiring(parts: FiringParts): Firing {
  const closing = new AbortController();
  let wake = new AbortController();
  const running = run();
  return {
    changed: () => wake.abort(),
    close: async () => {
      closing.abort();
      wake.abort();
      await running;
    },
  };

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      wake = new AbortController();
      const due = parts.store.all().flatMap((record) => {
        const at = nextFireOf(record);
        return at === undefined ? [] : [{ record, at }];
      });
      const now = parts.clock.now().getTime();
      for (const { record, at } of due) if (at <= now && !closing.signal.aborted) await fire(record, at);
      if (due.length === 0) await woken(wake.signal);
      else if (due.every(({ at }) => at > now)) {
        const next = Math.min(...due.map(({ at }) => at), now + LONGEST_WAIT_MS);
        await parts.clock.sleep(Math.max(1, next - now), wake.signal);
      }
    }
  }

  /** Entered as fired first: a fire that fails is tried again as its policy says, and never by finding it due once more. */
  async function fire(record: ScheduleRecord, at: number): Promise<void> {
    const { store, ecs, clock, ids, arnOf } = parts;
    const done = { ...record, firedUntil: at };
    if (record.input.ActionAfterCompletion === 'DELETE' && nextFireOf(done) === undefined) await store.remove(record.group, record.name);
    else await store.put(done);
    const { MaximumEventAgeInSeconds: age = 86_400, MaximumRetryAttempts: retries = 185 } = record.input.Target.RetryPolicy ?? {};
    const execution = ids.unique();
    for (let attempt = 1; attempt <= retries + 1 && clock.now().getTime() - at <= age * 1000 && !closing.signal.aborted; attempt++) {
      const failed = await invokeTarget(record, { at, execution, attempt, arn: arnOf(record) }, ecs).then(
        () => false,
        () => true,
      );
      if (!failed) return;
      await clock.sleep(RETRY_MS, closing.signal);
    }
  }
}

function woken(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true })));
}
