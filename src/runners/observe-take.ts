import type { Context } from '../model/context.ts';
import { asTwinrunError } from '../model/error.ts';
import { message } from '../model/message.ts';
import type { Observation } from '../model/observation.ts';
import type { Outcome } from '../model/outcome.ts';
import type { TakeRequest } from '../model/runner.ts';
import { type LogWriter, makeLogWriter } from '../runtime/log-writer.ts';

/** What a runner's own part gives: how the batch ended, what was met, and whether every log line arrived. */
export interface TakeEnd {
  readonly outcome: Outcome;
  readonly facts: Readonly<Record<string, string>>;
  readonly logComplete: boolean;
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
  const startedAt = x.clock.now();
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
    durationMs: Math.round(x.clock.monotonic() - start),
    log: facts,
    facts: end.facts,
  };
}

/** For errors after the start, when only following the batch failed: how it ended is then unknown, and it may still be running. */
export function lostTrack(thrown: unknown): Outcome {
  const reason = message('take.lost-track', 'it was started, and then lost from sight ({error}): it may still be running', {
    error: asTwinrunError(thrown).message,
  });
  return { kind: 'unknown', reason };
}
