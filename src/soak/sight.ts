import { type Message, message } from '../model/message.ts';
import type { Observation } from '../model/observation.ts';

/** Granularity of file times, doubled. */
const GRAIN_MS = 2_000;
/** ECS shows stopped tasks for about an hour: after that, that none is shown says nothing. */
const HISTORY_MS = 55 * 60_000;

/** What is known of the natural run of one fire. */
export type Sight =
  /** It is over, however it ended. */
  | { readonly kind: 'ended'; readonly late: boolean }
  /** By its deadline it was not there, or not whole. */
  | { readonly kind: 'not-happened'; readonly why: Message }
  /** Its deadline is not over. */
  | { readonly kind: 'pending'; readonly why: Message }
  /** What it left is not there any more, or is of no one run: it will not become clear. */
  | { readonly kind: 'unclear'; readonly why: Message }
  /** It could not be looked at: another time it may. */
  | { readonly kind: 'unseen'; readonly why: Message };

const UNSEEN = ['observe.failed', 'observe.unseen', 'observe.unreachable'];
const NO_TASK = ['observe.no-history', 'observe.no-task'];

/** Reads an observation of the runner `observe`, at `now` (ms since 1970). Pure: a stored one is read as it was on the day. */
export function sightOf(
  { outcome, finishedAt }: Observation,
  { at, deadline }: { readonly at: number; readonly deadline: number },
  now: number,
): Sight {
  if (outcome.kind === 'not-started') return { kind: 'unseen', why: message('soak.not-looked', '{error}', { error: outcome.error.message }) };
  if (outcome.kind === 'cancelled') return { kind: 'unseen', why: message('soak.cancelled', 'it was cancelled') };
  if (outcome.kind !== 'unknown' || !outcome.reason.id.startsWith('observe.'))
    return { kind: 'ended', late: Date.parse(finishedAt) > deadline + GRAIN_MS };
  const why = outcome.reason;
  // The wait was over; what was waited for is what counts.
  const id = why.id === 'observe.deadline' && typeof why.values.of === 'string' ? why.values.of : why.id;
  if (UNSEEN.includes(id)) return { kind: 'unseen', why };
  if (id === 'observe.later' || id === 'observe.several-tasks') return { kind: 'unclear', why };
  if (now <= deadline) return { kind: 'pending', why };
  if (NO_TASK.includes(id) && now > at + HISTORY_MS) return { kind: 'unclear', why };
  return { kind: 'not-happened', why };
}

/** Whether a look at all that was written until the next fire may show more: it may have come late. */
export function mayBeLate({ outcome }: Observation): boolean {
  return outcome.kind === 'unknown' && ['observe.later', ...NO_TASK].includes(outcome.reason.id);
}
