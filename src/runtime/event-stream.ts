import type { Clock } from '../model/clock.ts';
import type { Journal, Secrets } from '../model/context.ts';
import type { EventBody, RunEvent } from '../model/event.ts';
import { redactTexts } from './redact-texts.ts';

export type EventListener = (event: RunEvent) => void;

export interface EventStream {
  /** Numbers and dates an event, redacts its texts and hands it to every listener. */
  readonly emit: (body: EventBody) => void;
  /** As `emit`, but the event is on disk before this resolves: for what is about to be done, and what was done. */
  readonly record: (body: EventBody) => Promise<void>;
}

/** The events of one run. A listener that throws is dropped: a broken display never stops a run. */
export function makeEventStream(
  run: string,
  x: { clock: Clock; secrets: Secrets },
  journal: Journal,
  listeners: readonly EventListener[],
  lastSeq = 0,
): EventStream {
  const alive = new Set(listeners);
  let seq = lastSeq;
  const make = (body: EventBody): RunEvent => {
    seq += 1;
    const event: RunEvent = { v: 1, run, seq, at: x.clock.now().toISOString(), ...body };
    return redactTexts(event, x.secrets);
  };
  const tell = (event: RunEvent) => {
    for (const listener of alive) {
      try {
        listener(event);
      } catch {
        alive.delete(listener);
      }
    }
  };
  return {
    emit: (body) => tell(make(body)),
    record: async (body) => {
      const event = make(body);
      await journal.write({ ...event });
      tell(event);
    },
  };
}
