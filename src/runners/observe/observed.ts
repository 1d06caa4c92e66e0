import type { Message } from '../../model/message.ts';
import type { TakeEnd } from '../observe-take.ts';

/** How an observation ended, and when the natural run began and was done (milliseconds since 1970, by our clock), where it was found. */
export interface Observed extends TakeEnd {
  readonly span?: { readonly from: number; readonly to: number };
}

/** What a natural run printed is not seen. */
export const NO_LOG = { facts: {}, logComplete: false } as const;

/** Nothing is known of the natural run, and why. */
export function unknown(reason: Message): Observed {
  return { ...NO_LOG, outcome: { kind: 'unknown', reason } };
}
