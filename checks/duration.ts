import { z } from 'zod';
import {
  cell,
  type Difference,
  defineCheck,
  type Finding,
  inconclusive,
  judge,
  message,
  type Observation,
  SIDES,
  type Side,
  succeeded,
} from '../src/check.ts';

const options = z.strictObject({
  factor: z.number().positive().default(2).describe('The candidate may take at most this many times as long as legacy'),
  atMost: z.int().positive().optional().describe('The candidate may take at most this long, whatever legacy took; milliseconds'),
  floorMs: z.int().nonnegative().default(10_000).describe('Up to this long is never too slow against legacy: short times vary; milliseconds'),
});

/** The candidate takes about as long as legacy, and no longer than its budget. */
export const duration = defineCheck({
  apiVersion: 1,
  id: 'duration',
  title: message('duration', 'the candidate takes no longer than it may'),
  scope: 'outcome',
  options,
  async check(pair, { factor, atMost, floorMs }, x) {
    const { legacy, candidate } = { legacy: pair.legacy.observation, candidate: pair.candidate.observation };
    const limits = [
      ...(measured(legacy) ? [{ ms: Math.max(legacy.durationMs * factor, floorMs), why: `${factor} × legacy, at least ${seconds(floorMs)}` }] : []),
      ...(atMost === undefined ? [] : [{ ms: atMost, why: 'at most' }]),
    ];
    const differences = limits
      .filter(({ ms }) => ran(candidate.outcome) && candidate.durationMs > ms)
      .map(({ ms, why }): Difference => {
        const values = { candidate: seconds(candidate.durationMs), limit: seconds(ms), why };
        return {
          kind: 'value',
          legacy: cell(`${legacy.durationMs} ms`),
          candidate: cell(`${candidate.durationMs} ms`),
          message: message('duration.too-long', 'candidate took {candidate}, more than {limit} ({why})', values),
        };
      });
    const findings = SIDES.filter((side) => !measured(pair[side].observation)).map((side) => unmeasured(side));
    const figures = { 'legacy.ms': legacy.durationMs, 'candidate.ms': candidate.durationMs };
    const summary = message('duration.summary', 'legacy took {legacy}, candidate {candidate}', {
      legacy: seconds(legacy.durationMs),
      candidate: seconds(candidate.durationMs),
    });
    return judge(x, { differences, findings, figures, summary: () => summary });
  },
  async alone({ candidate: { observation } }, { atMost }, x) {
    if (atMost === undefined) return undefined;
    const values = { candidate: seconds(observation.durationMs), limit: seconds(atMost), why: 'at most' };
    const figures = { 'candidate.ms': observation.durationMs };
    const summary = message('duration.alone', 'candidate took {candidate}, {limit} at most', values);
    // What was only seen lying there says when it was done, not how long it worked.
    if (!ran(observation.outcome)) return inconclusive(unmeasured('candidate').message, { figures });
    const tooLong = observation.durationMs > atMost;
    const text = message('duration.too-long', 'candidate took {candidate}, more than {limit} ({why})', values);
    const differences = tooLong ? [{ kind: 'value' as const, candidate: cell(`${observation.durationMs} ms`), message: text }] : [];
    return judge(x, { differences, figures, summary: () => summary });
  },
});

/** Only a take that did all of its work shows how long the work takes. */
function measured({ outcome, durationMs }: Observation): boolean {
  return succeeded(outcome) && outcome.kind === 'exited' && durationMs >= 0;
}

/** A take that was stopped ran at least that long. */
function ran(outcome: Observation['outcome']): boolean {
  return outcome.kind === 'exited' || outcome.kind === 'signalled' || outcome.kind === 'timed-out';
}

function unmeasured(side: Side): Finding {
  return {
    id: 'duration.unmeasured',
    message: message('duration.unmeasured', '{side} did not run to a good end: its duration says nothing', { side }),
    side,
    fix: message('duration.unmeasured.fix', 'See how the take ended; rehearse again when it succeeds.'),
  };
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
