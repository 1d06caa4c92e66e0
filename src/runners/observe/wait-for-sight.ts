import type { Context } from '../../model/context.ts';
import { asTwinrunError } from '../../model/error.ts';
import type { StepId } from '../../model/event.ts';
import { type Message, message } from '../../model/message.ts';
import type { Place } from './place.ts';
import { type Found, judgeSight, type Look, type Sight, type Terms } from './sight.ts';

const SHORTEST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 15_000;

/** How the wait for a natural run ended. */
export type Wait =
  | { readonly kind: 'done'; readonly at: number; readonly found: Found; readonly skew: number | undefined }
  /** `stopped`: by cancel or deadline, before it was clear. */
  | { readonly kind: 'not-found'; readonly why: Message; readonly stopped: boolean };

/**
 * Looks again and again until what the natural run leaves is there and whole, or cannot come any more, or `stop` fires. An error of the first look is
 * thrown; later ones are waited out. What it waits for is told as `output` and `progress` of the step.
 */
export async function waitForSight(place: Place, terms: Terms, stop: AbortSignal, step: StepId, x: Pick<Context, 'clock' | 'emit'>): Promise<Wait> {
  const stopped = new Promise<undefined>((resolve) => {
    if (stop.aborted) resolve(undefined);
    else stop.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  let before: { readonly text: string; readonly since: number } | undefined;
  let skew: number | undefined;
  let why = message('observe.unseen', '{source} was not looked at', { source: terms.source });
  for (;;) {
    const seen = await Promise.race([lookOnce(place, terms, skew).catch(waitedOut(before !== undefined, terms.source)), stopped]);
    if (seen === undefined) return { kind: 'not-found', why, stopped: true };
    const now = x.clock.now().getTime();
    const mark = x.clock.monotonic();
    let sight: Sight;
    if ('look' in seen) {
      skew = seen.skew;
      const text = JSON.stringify(seen.look);
      if (before?.text !== text) before = { text, since: mark };
      sight = judgeSight(seen.look, terms, now, mark - before.since);
      if (sight.kind === 'done' && seen.look.found !== undefined) return { kind: 'done', at: sight.at, found: seen.look.found, skew };
      x.emit({ type: 'progress', step, done: seen.look.found?.size ?? 0, unit: 'bytes' });
    } else sight = { kind: 'not-yet', why: seen.why };
    if (sight.kind === 'never') return { kind: 'not-found', why: sight.why, stopped: false };
    if (sight.kind === 'not-yet') {
      if (sight.why.text !== why.text) x.emit({ type: 'output', step, text: `waiting: ${sight.why.text}` });
      why = sight.why;
    }
    await x.clock.sleep(pauseOf(terms.quiet), stop);
  }
}

/** Often enough to see it move, seldom enough to be no burden. */
function pauseOf(quiet: number): number {
  return Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, quiet / 4));
}

/** `known`: the clock's difference as it was met at first. It is not asked again: its rounding would make a file that stands still move. */
async function lookOnce(place: Place, terms: Terms, known: number | undefined): Promise<{ readonly look: Look; readonly skew: number | undefined }> {
  const skew = known ?? (await place.skew());
  const found = ours(await place.look(place.path), skew);
  const marker = terms.marker === undefined ? undefined : ours(await place.look(terms.marker), skew);
  const lastLine = terms.lastLine === undefined || found === undefined ? undefined : await place.lastLine(place.path);
  return { look: { found, marker, lastLine, clockKnown: skew !== undefined }, skew };
}

/** By our clock. A difference within the rounding is none. */
function ours(found: Found | undefined, skew: number | undefined): Found | undefined {
  if (found === undefined || skew === undefined || Math.abs(skew) <= 2) return found;
  return { ...found, writtenAt: found.writtenAt - skew * 1000 };
}

function waitedOut(wasSeen: boolean, source: string) {
  return (thrown: unknown): { readonly why: Message } => {
    if (!wasSeen) throw thrown;
    return { why: message('observe.unreachable', '{source} cannot be looked at: {error}', { source, error: asTwinrunError(thrown).message }) };
  };
}
