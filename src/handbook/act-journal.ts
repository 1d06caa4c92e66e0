import type { Clock } from '../model/clock.ts';
import type { Journal } from '../model/context.ts';
import type { CutoverChange } from '../model/ledger.ts';
import type { JournalEntry } from '../store/journal-file.ts';
import type { ActResult } from './act.ts';

/** The journal of one plan: what an earlier process wrote, and what this one adds. Lines are on disk before `write` resolves. */
export class ActJournal implements Journal {
  readonly #entries: JournalEntry[];
  readonly #file: Journal;
  readonly #clock: Clock;

  constructor(file: Journal, earlier: readonly JournalEntry[], clock: Clock) {
    this.#file = file;
    this.#entries = [...earlier];
    this.#clock = clock;
  }

  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  async write(entry: JournalEntry): Promise<void> {
    const dated = { at: this.#clock.now().toISOString(), ...entry };
    await this.#file.write(dated);
    this.#entries.push(dated);
  }

  /** For what writes notes about one attempt: each line names it. */
  of(act: string, attempt: string): Journal {
    return { write: (entry) => this.write({ ...entry, act, attempt }) };
  }
}

/** What the journal says of one act. */
export type ActState =
  | { readonly kind: 'not-begun' }
  | { readonly kind: 'done'; readonly attempt: string | undefined; readonly text: string; readonly durationMs: number; readonly window: Window }
  /** It ended without success; `started` is false where it surely did nothing. `unseen`: that is a person's word on an attempt of which nobody saw the end: it may still run. */
  | { readonly kind: 'failed'; readonly text: string; readonly started: boolean; readonly unseen?: InDoubt }
  | InDoubt;

interface InDoubt {
  readonly kind: 'in-doubt';
  /** It ran when it was lost from sight, and nobody has looked since. */
  readonly lost?: true;
  readonly attempt: string;
  readonly startedAt: string;
  readonly notes: readonly JournalEntry[];
  readonly text: string;
}

/** Between which times an act did its work; ISO 8601, UTC. */
export interface Window {
  readonly startedAt: string;
  readonly finishedAt: string;
}

const DIED = 'it was begun, and the process that did it died';

/** The state of an act, from the last lines about it: what was begun and not ended is in doubt. A person's word holds until an end of the attempt is seen after it. */
export function stateOf(act: string, entries: readonly JournalEntry[]): ActState {
  const mine = entries.filter((entry) => entry.act === act);
  const begun = mine.findLast(({ type }) => type === 'act.intended');
  const settled = mine.findLast(({ type }) => type === 'act.settled');
  const since = begun === undefined ? [] : mine.slice(mine.indexOf(begun));
  const window = { startedAt: text(begun?.at ?? settled?.at), finishedAt: text(since.at(-1)?.at ?? settled?.at) };
  if (settled !== undefined && (begun === undefined || isLastWord(settled, since))) {
    if (settled.as === 'not-done') {
      const before = stateOf(act, mine.slice(0, mine.indexOf(settled)));
      return { kind: 'failed', text: text(settled.text), started: false, ...(before.kind === 'in-doubt' ? { unseen: before } : {}) };
    }
    return { kind: 'done', attempt: undefined, text: text(settled.text), durationMs: 0, window };
  }
  if (begun === undefined) return { kind: 'not-begun' };
  const ended = since.findLast(({ type }) => type === 'act.ended');
  const attempt = text(begun.attempt);
  const finishedAt = text(ended?.at);
  if (ended?.status === 'ok') {
    const durationMs = typeof ended.durationMs === 'number' ? ended.durationMs : 0;
    return { kind: 'done', attempt, text: text(ended.text), durationMs, window: { startedAt: window.startedAt, finishedAt } };
  }
  if (ended === undefined || ended.status === 'unknown')
    return {
      kind: 'in-doubt',
      attempt,
      startedAt: window.startedAt,
      notes: since,
      text: ended === undefined ? DIED : text(ended.text),
      ...(ended?.living === true ? { lost: true } : {}),
    };
  return { kind: 'failed', text: text(ended.text), started: ended.started !== false };
}

function isLastWord(settled: JournalEntry, since: readonly JournalEntry[]): boolean {
  const at = since.indexOf(settled);
  return at >= 0 && !since.slice(at).some(({ type }) => type === 'act.ended');
}

/** How many attempts were begun. */
export function attemptsOf(act: string, entries: readonly JournalEntry[]): number {
  return entries.filter((entry) => entry.act === act && entry.type === 'act.intended').length;
}

/** Whether an act may have changed anything, in whichever attempt: all but those that surely did nothing, by their own end or a person's word. */
export function mayHaveActed(act: string, entries: readonly JournalEntry[]): boolean {
  const mine = entries.filter((entry) => entry.act === act);
  const settled = mine.findLastIndex(({ type }) => type === 'act.settled');
  if (settled >= 0 && mine[settled]?.as !== 'not-done') return true;
  const since = mine.slice(settled + 1);
  const idle = new Set(since.flatMap(({ type, started, attempt }) => (type === 'act.ended' && started === false ? [attempt] : [])));
  // An end that was seen after the word says more than it.
  return since.some(({ type, attempt }) => (type === 'act.intended' || type === 'act.ended') && !idle.has(attempt));
}

/** What the acts of a plan changed on purpose, the last of each fact, with what it was first. */
export function changesOf(entries: readonly JournalEntry[]): readonly CutoverChange[] {
  const made = new Map<string, CutoverChange>();
  for (const change of entries.flatMap(({ type, changes }) => (type === 'act.ended' && Array.isArray(changes) ? (changes as CutoverChange[]) : []))) {
    const key = `${change.side} ${change.fact}`;
    const from = made.get(key)?.from ?? change.from;
    made.delete(key);
    if (change.to !== from) made.set(key, { ...change, ...(from === undefined ? {} : { from }) });
  }
  return [...made.values()];
}

/** What was read by a probe before; undefined where it never was. */
export function remembered(entries: readonly JournalEntry[]): string | undefined {
  const read = entries.findLast(({ type }) => type === 'probe.remembered');
  return typeof read?.value === 'string' ? read.value : undefined;
}

/** The result of an act that is not touched in this pass. */
export function keptResult(id: string, title: string, state: ActState): ActResult {
  if (state.kind === 'not-begun') return { id, title, status: 'not-begun', text: 'not begun' };
  if (state.kind === 'done') return { id, title, status: 'ok', text: state.text, durationMs: state.durationMs };
  return { id, title, status: state.kind, text: state.text };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
