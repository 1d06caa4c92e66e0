import type { Context } from '../model/context.ts';
import { asTwinrunError } from '../model/error.ts';
import type { StepId, StepOutcome } from '../model/event.ts';
import type { Side } from '../model/side.ts';
import type { EventStream } from '../runtime/event-stream.ts';

/** Runs one step between its two journal lines: intended (synced before the act) and finished. Errors pass through. */
export async function runStep<T>(
  events: EventStream,
  x: Pick<Context, 'signal'>,
  name: { readonly step: StepId; readonly side?: Side },
  act: () => Promise<T>,
  describe: (value: T) => StepOutcome = () => ({ status: 'ok' }),
): Promise<T> {
  await events.record({ type: 'step.intended', ...name });
  try {
    const value = await act();
    await events.record({ type: 'step.finished', ...name, outcome: describe(value) });
    return value;
  } catch (thrown) {
    const status = x.signal.aborted ? 'cancelled' : 'failed';
    await events.record({ type: 'step.finished', ...name, outcome: { status, text: asTwinrunError(thrown).message } });
    throw thrown;
  }
}
