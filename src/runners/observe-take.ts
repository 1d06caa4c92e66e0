import { writeFile } from 'node:fs/promises';
import type { Context } from '../model/context.ts';
import { asTwinrunError } from '../model/error.ts';
import { type Message, message } from '../model/message.ts';
import type { Observation } from '../model/observation.ts';
import type { Outcome } from '../model/outcome.ts';
import type { TakeRequest } from '../model/runner.ts';
import { type LogWriter, makeLogWriter } from '../runtime/log-writer.ts';

/** What a runner's own part gives: how the batch ended, what was met, and whether every log line arrived. */
export interface TakeEnd {
  readonly outcome: Outcome;
  readonly facts: Readonly<Record<string, string>>;
  readonly logComplete: boolean;
  readonly notes?: readonly Message[];
}

/** Signals of one take: `stop` fires on cancel and on time-out; `why` tells which. */
export interface TakeLimits {
  readonly stop: AbortSignal;
  why(): Outcome;
}

/**
 * The frame around every runner: log, clock, time-out, and the rule that nothing a batch or its platform does is thrown.
 * An error before the start is the outcome `not-started`.
 */
export async function observeTake(
  runner: string,
  request: TakeRequest,
  x: Context,
  body: (log: LogWriter, limits: TakeLimits) => Promise<TakeEnd>,
): Promise<Observation> {
  // Of a take that is gone on with, the window begins where it was begun.
  const startedAt = request.resumed === undefined ? x.clock.now() : new Date(request.resumed.startedAt);
  const start = x.clock.monotonic();
  let lines = 0;
  const step = `take.${request.take}`;
  const log = makeLogWriter(request.logFile, x.secrets, (text) => {
    lines += 1;
    x.emit({ type: 'output', step, text });
    x.emit({ type: 'progress', step, done: lines, unit: 'lines' });
  });
  const timeout = AbortSignal.timeout(request.timeoutMs);
  const limits: TakeLimits = {
    stop: AbortSignal.any([x.signal, timeout]),
    why: () => (x.signal.aborted ? { kind: 'cancelled' } : { kind: 'timed-out', afterMs: request.timeoutMs }),
  };
  const end = await body(log, limits).catch((thrown: unknown): TakeEnd => {
    const outcome: Outcome = limits.stop.aborted ? limits.why() : { kind: 'not-started', error: asTwinrunError(thrown).toJSON() };
    return { outcome, facts: {}, logComplete: false };
  });
  const facts = await log.close(end.logComplete);
  return {
    schema: 'twinrun.observation/1',
    take: request.take,
    side: request.side,
    runner,
    outcome: end.outcome,
    startedAt: startedAt.toISOString(),
    finishedAt: x.clock.now().toISOString(),
    durationMs: request.resumed === undefined ? Math.round(x.clock.monotonic() - start) : x.clock.now().getTime() - startedAt.getTime(),
    log: facts,
    facts: end.facts,
    ...(end.notes === undefined || end.notes.length === 0 ? {} : { notes: end.notes }),
  };
}

export const DIED = 'it was started, and the process that followed it died: how it ended is not known';

/** The observation of a take that an earlier process began, and of which nobody knows how it ended. Its log was with that process. */
export async function lostTake(runner: string, request: TakeRequest, reason: Message, x: Pick<Context, 'clock'>): Promise<Observation> {
  const { take, side, resumed } = request;
  const now = x.clock.now();
  const startedAt = resumed?.startedAt ?? now.toISOString();
  await writeFile(request.logFile, '', { mode: 0o600 });
  const durationMs = now.getTime() - Date.parse(startedAt);
  const log = { bytes: 0, cutBytes: 0, complete: false };
  const times = { startedAt, finishedAt: now.toISOString(), durationMs };
  return { schema: 'twinrun.observation/1', take, side, runner, outcome: { kind: 'unknown', reason }, ...times, log, facts: {} };
}

/** For errors after the start, when only following the batch failed: how it ended is then unknown, and it may still be running. */
export function lostTrack(thrown: unknown): Outcome {
  const reason = message('take.lost-track', 'it was started, and then lost from sight ({error}): it may still be running', {
    error: asTwinrunError(thrown).message,
  });
  return { kind: 'unknown', reason };
}
