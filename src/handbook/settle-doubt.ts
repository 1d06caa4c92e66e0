import { rm } from 'node:fs/promises';
import type { Act } from './act.ts';
import type { ActState } from './act-journal.ts';
import { type ActWork, ask, contextOf, didNothing, kindOf, noteEnd, requestOf } from './act-work.ts';

/** Whether an act that was begun before is done, or may be done again; or why that is for a person to say. */
export type Settled = { readonly kind: 'done' | 'again' } | { readonly kind: 'blocked'; readonly text: string };

type Open = Extract<ActState, { kind: 'failed' | 'in-doubt' }>;

const LOOK_AGAIN_MS = 2_000;

/**
 * Looks before anything is repeated: for what the attempt started and whether it still runs, then by the step's own `doneWhen`. Only what may be repeated, did surely
 * nothing, or is said by a person to be undone, is done again. Nothing is ever taken for done without a word from somebody.
 */
export async function settleDoubt(act: Act, state: Open, work: ActWork): Promise<Settled> {
  const found = await lookAt(act, state, work);
  if (found === 'done') return { kind: 'done' };
  if (found.kind === 'running') return { kind: 'blocked', text: found.text };
  if (found.kind === 'failed' && !found.started) return { kind: 'again' };
  const looked = act.doneWhen === undefined ? undefined : await ask(act.doneWhen, act, 'done-when', work);
  if (looked?.status === 'ok') {
    await work.journal.write({
      type: 'act.settled',
      act: act.id,
      as: 'done',
      by: 'doneWhen',
      text: `doneWhen says that it was done (${found.text})`,
    });
    return { kind: 'done' };
  }
  if (act.repeat === 'safe') return { kind: 'again' };
  const seen = looked === undefined ? found.text : `${found.text}; doneWhen: ${looked.text}`;
  if (work.person === undefined) return { kind: 'blocked', text: seen };
  const words = ['done', 'again'];
  const said = await work.person.choose(
    `${act.title}: ${seen}. Look whether it was done. If it was, type done; if it surely was not, type again`,
    words,
    work.x.signal,
  );
  if (said === undefined) return { kind: 'blocked', text: seen };
  const as = said === 'done' ? 'done' : 'not-done';
  await work.journal.write({
    type: 'act.settled',
    act: act.id,
    as,
    by: work.person.name,
    text: `${work.person.name} says that it was ${as === 'done' ? 'done' : 'not done'}`,
  });
  return { kind: said === 'done' ? 'done' : 'again' };
}

type InDoubt = Extract<Open, { kind: 'in-doubt' }>;
/** `ranOn`: it ran when it was last seen, and has ended since; nobody knows how. */
type Found = Exclude<Open, InDoubt> | (InDoubt & { readonly ranOn?: true }) | 'done' | { readonly kind: 'running'; readonly text: string };

/** Looks also for what a person called not done before anybody saw that it had ended: it may have done its work after they looked, and their word is void. */
async function lookAt(act: Act, state: Open, work: ActWork): Promise<Found> {
  if (state.kind === 'in-doubt') return await lookFor(act, state, work);
  if (state.unseen === undefined) return state;
  const found = await lookFor(act, state.unseen, work);
  if (found === 'done' || found.kind !== 'in-doubt') return found;
  return found.ranOn === true
    ? { ...found, text: `when it was said that it was not done, it may still have run; now it has ended: look again (${found.text})` }
    : state;
}

/** Looks for what an attempt has left, until it has ended or the time of the act is over. Starts nothing. */
async function lookFor(act: Act, state: InDoubt, work: ActWork): Promise<Found> {
  const kind = kindOf(act.step, work);
  if (kind.resume === undefined) return state;
  const { attempt, startedAt, notes } = state;
  const { clock, signal } = work.x;
  const began = clock.monotonic();
  for (let told = false; ; told = true) {
    const request = requestOf(act, attempt, work, { startedAt, notes });
    await rm(request.logFile, { force: true });
    const end = await kind.resume(act.step.config, request, contextOf(act, attempt, work));
    if (end.status !== 'unknown') {
      const durationMs = clock.now().getTime() - Date.parse(startedAt);
      const { status, text } = await noteEnd(act, attempt, end, durationMs, work);
      return status === 'ok' ? 'done' : { kind: 'failed', text, started: !didNothing(end) };
    }
    if (end.living !== true) return await seenEnded({ ...state, text: work.x.secrets.redact(end.text), ...(told ? { ranOn: true } : {}) }, act, work);
    if (clock.monotonic() - began > act.timeoutMs || signal.aborted) return { kind: 'running', text: work.x.secrets.redact(end.text) };
    if (!told) work.tell(`${act.title}: an earlier attempt may still be running; waiting for its end`);
    await clock.sleep(LOOK_AGAIN_MS, signal);
  }
}

/** From now on a person who looks sees all that it did: the journal says so. */
async function seenEnded(found: InDoubt & { readonly ranOn?: true }, act: Act, work: ActWork): Promise<Found> {
  if (found.ranOn !== true && found.lost !== true) return found;
  const durationMs = work.x.clock.now().getTime() - Date.parse(found.startedAt);
  await noteEnd(act, found.attempt, { status: 'unknown', text: found.text }, durationMs, work);
  return { ...found, ranOn: true };
}
