import { asTwinrunError } from '../model/error.ts';
import type { StepEnd } from '../model/step-kind.ts';
import { type Act, type ActResult, type ActsEnd, wordsOf } from './act.ts';
import { attemptsOf, keptResult, remembered, stateOf } from './act-journal.ts';
import { type ActWork, ask, contextOf, kindOf, noteEnd, requestOf } from './act-work.ts';
import { settleDoubt } from './settle-doubt.ts';

/**
 * Does acts one after another: a journal line before each and after it, and none is begun unless all before it are done. What the journal says is done is not done
 * again; what was begun and not ended is looked at first. Ends at the first act that is not done. What acts do is in the results; throws what the disk throws.
 */
export async function runActs(acts: readonly Act[], work: ActWork): Promise<ActsEnd> {
  const results: ActResult[] = [];
  for (const [index, act] of acts.entries()) {
    const result = await passOf(act, work);
    results.push(result);
    if (result.status === 'ok' || result.status === 'left-out') continue;
    const rest = acts.slice(index + 1).map(({ id, title }) => keptResult(id, title, stateOf(id, work.journal.entries)));
    return { results: [...results, ...rest], ...endOf(act, result) };
  }
  return { status: 'done', results };
}

async function passOf(act: Act, work: ActWork): Promise<ActResult> {
  const { id, title } = act;
  if (act.leftOut !== undefined) return { id, title, status: 'left-out', text: act.leftOut };
  const state = stateOf(id, work.journal.entries);
  if (state.kind === 'done') return keptResult(id, title, state);
  if (work.x.signal.aborted) return { id, title, status: 'cancelled', text: 'not begun: it was cancelled before' };
  if (state.kind !== 'not-begun') {
    const settled = await settleDoubt(act, state, work);
    if (settled.kind === 'done') return keptResult(id, title, stateOf(id, work.journal.entries));
    if (settled.kind === 'blocked') return { id, title, status: 'in-doubt', text: settled.text };
  }
  return await attempt(act, work);
}

async function attempt(act: Act, work: ActWork): Promise<ActResult> {
  const { id, title } = act;
  const { clock, signal } = work.x;
  const refused = await whyRefused(act, work);
  if (refused !== undefined) return { id, title, status: signal.aborted ? 'cancelled' : 'refused', text: refused };
  const name = `${work.id}.${id}.${attemptsOf(id, work.journal.entries) + 1}`;
  work.tell(`${title} …`);
  const began = clock.monotonic();
  await work.journal.write({ type: 'act.intended', act: id, attempt: name, title });
  const done = await kindOf(act.step, work)
    .run(act.step.config, requestOf(act, name, work), contextOf(act, name, work))
    .catch((thrown: unknown): StepEnd => ({ status: 'unknown', text: asTwinrunError(thrown).message }));
  const proven = done.status === 'ok' ? await compared(act, done, work) : done;
  const durationMs = Math.round(clock.monotonic() - began);
  const end = await noteEnd(act, name, proven, durationMs, work);
  work.tell(`${title}: ${end.text}`);
  const status = end.status === 'unknown' ? 'in-doubt' : end.status;
  return { id, title, status, text: end.text, durationMs };
}

const NOBODY =
  'it cannot be taken back, and nobody was there to confirm it: be at a terminal, or give --approve with the hash that --plan prints, once a second person has read it';

/** Why the act is not begun: nothing of it has happened then. */
async function whyRefused(act: Act, work: ActWork): Promise<string | undefined> {
  if (act.precondition !== undefined) {
    const met = await ask(act.precondition, act, 'precondition', work);
    if (met.status !== 'ok') return `its precondition does not hold: ${met.text}`;
  }
  const words = wordsOf(act);
  if (words !== undefined && !work.approved) {
    const said = await work.person?.choose(`${act.title}. This cannot be taken back`, [words], work.x.signal);
    if (said !== words) return work.person === undefined ? NOBODY : `"${words}" was not typed`;
    await work.journal.write({ type: 'act.confirmed', act: act.id, by: work.person?.name, words });
  }
  if (act.probe?.use === 'remember') {
    try {
      await work.journal.write({ type: 'probe.remembered', act: act.id, value: await read(act.probe.probe, work) });
    } catch (thrown) {
      return `the probe could not be read before it: ${asTwinrunError(thrown).message}`;
    }
  }
  return undefined;
}

/** A restore counts only when the probe says what it said before the snapshot. */
async function compared(act: Act, end: StepEnd, work: ActWork): Promise<StepEnd> {
  if (act.probe?.use !== 'compare') return end;
  const before = remembered(work.journal.entries);
  if (before === undefined) return { ...end, status: 'unknown', text: 'no snapshot of this plan says what it must be again' };
  try {
    const after = await read(act.probe.probe, work);
    if (after === before) return { ...end, text: `${end.text}; the probe says the same as before the snapshot` };
    return { ...end, status: 'failed', text: `the probe said ${before} before the snapshot, and says ${after} after the restore` };
  } catch (thrown) {
    return { ...end, status: 'unknown', text: `the probe could not be read after it: ${asTwinrunError(thrown).message}` };
  }
}

async function read({ kind, config }: { readonly kind: string; readonly config: unknown }, { registries, x }: ActWork): Promise<string> {
  return x.secrets.redact((await registries.probes[kind]?.read(config, x)) ?? '');
}

function endOf({ id }: Act, { status, text }: ActResult): Omit<ActsEnd, 'results'> {
  switch (status) {
    case 'cancelled':
      return { status: 'cancelled', next: 'Go on with --resume, or take back what was done with --undo.' };
    case 'in-doubt':
      return {
        status: 'blocked',
        next: `Look whether "${id}" was done (${text}). Then go on: --resume --settle ${id}=done, or --settle ${id}=not-done.`,
      };
    case 'refused':
      return { status: 'blocked', next: `"${id}" was not begun: ${text}. Mend that, then go on with --resume.` };
    default:
      return { status: 'failed', next: `Mend what made "${id}" fail, then go on with --resume; or take back what was done with --undo.` };
  }
}
