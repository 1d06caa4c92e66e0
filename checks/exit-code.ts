import { z } from 'zod';
import { cell, type Difference, defineCheck, describeOutcome, inconclusive, judge, message, type Outcome, SIDES, type Side } from '../src/check.ts';

/** Both takes ended by themselves with exit code 0 (or the one given). What has no exit code and is no failure either is inconclusive. */
export const exitCode = defineCheck({
  apiVersion: 1,
  id: 'exit-code',
  title: message('exit-code', 'both sides end with the expected exit code'),
  scope: 'outcome',
  options: z.strictObject({ expected: z.int().min(0).max(255).default(0).describe('The exit code that both sides must end with') }),
  async check(pair, { expected }, x) {
    const outcomes = { legacy: pair.legacy.observation.outcome, candidate: pair.candidate.observation.outcome };
    const texts = { legacy: describeOutcome(outcomes.legacy), candidate: describeOutcome(outcomes.candidate) };
    const results = SIDES.map((side) => ({ side, result: judgeOutcome(outcomes[side], expected) }));
    const summary = message(
      'exit-code.summary',
      texts.legacy === texts.candidate ? 'both sides {legacy}' : 'legacy {legacy}, candidate {candidate}',
      texts,
    );
    const wrong = results.filter(({ result }) => result === 'wrong');
    if (wrong.length === 0 && results.some(({ result }) => result === 'unknown')) return inconclusive(summary, { figures: texts });
    const differences = wrong.map(({ side }) => difference(side, texts[side], expected));
    return judge(x, { differences, figures: texts, summary: () => summary });
  },
  async alone({ candidate }, { expected }, x) {
    const { outcome } = candidate.observation;
    const figures = { candidate: describeOutcome(outcome) };
    const summary = message('exit-code.alone', 'candidate {candidate}', figures);
    const result = judgeOutcome(outcome, expected);
    if (result === 'unknown') return inconclusive(summary, { figures });
    const differences = result === 'wrong' ? [difference('candidate', figures.candidate, expected)] : [];
    return judge(x, { differences, figures, summary: () => summary });
  },
});

function difference(side: Side, outcome: string, expected: number): Difference {
  const text = message('exit-code.wrong', '{side} {outcome}, expected exit code {expected}', { side, outcome, expected });
  return { kind: 'value', [side]: cell(outcome), message: text };
}

function judgeOutcome(outcome: Outcome, expected: number): 'right' | 'wrong' | 'unknown' {
  switch (outcome.kind) {
    case 'exited':
      return outcome.exitCode === expected ? 'right' : 'wrong';
    case 'signalled':
    case 'timed-out':
    case 'not-started':
      return 'wrong';
    default:
      return 'unknown';
  }
}
