import type { Context } from '../model/context.ts';
import type { EventBody } from '../model/event.ts';
import { systemClock } from '../runtime/clock.ts';
import { randomIds } from '../runtime/ids.ts';
import { silentLog } from '../runtime/log.ts';
import { makeSecrets } from '../runtime/secrets.ts';

export interface TestContext extends Context {
  readonly events: EventBody[];
  readonly journalled: Readonly<Record<string, unknown>>[];
  abort(): void;
}

/** A real context whose events and journal lines can be read. */
export function testContext(secrets: Readonly<Record<string, string>> = {}): TestContext {
  const stop = new AbortController();
  const events: EventBody[] = [];
  const journalled: Readonly<Record<string, unknown>>[] = [];
  const known = makeSecrets({});
  known.provide(secrets);
  return {
    signal: stop.signal,
    clock: systemClock,
    ids: randomIds,
    emit: (event) => void events.push(event),
    journal: {
      write: async (entry) => {
        journalled.push(entry);
      },
    },
    secrets: known,
    log: silentLog,
    events,
    journalled,
    abort: () => stop.abort(new Error('cancelled by the test')),
  };
}
