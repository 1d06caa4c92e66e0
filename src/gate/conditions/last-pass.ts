import type { Condition } from '../../model/gate.ts';
import { conditionOf, describeAge } from '../condition.ts';
import type { CountedFacts } from '../streak.ts';

/** The newest pass is no older than `withinMs` at `asOf`: now, or the day on which the host was stopped. */
export function lastPass([newest]: readonly CountedFacts[], withinMs: number, asOf: Date, isNow: boolean): Condition {
  const condition = conditionOf('last-pass', `the last pass is no older than ${describeAge(withinMs)}`);
  const fix = 'Rehearse again.';
  if (newest === undefined) return condition.inconclusive({ summary: 'there is none', fix });
  const finished = Date.parse(newest.stored.record.finishedAt);
  const age = asOf.getTime() - finished;
  const evidence = [`${newest.entry.run}, ${newest.stored.record.finishedAt}`];
  if (age > withinMs)
    return condition.inconclusive({ summary: `it is ${describeAge(age)} old${isNow ? '' : ' when the host was stopped'}`, evidence, fix });
  // A clock that went wrong must not make evidence fresh for ever.
  if (age < 0 && isNow)
    return condition.inconclusive({ summary: 'it lies in the future', evidence, fix: 'Set the clocks right, and rehearse again.' });
  return condition.pass({
    summary: `${describeAge(Math.max(0, age))} old`,
    evidence,
    ...(isNow ? { until: new Date(finished + withinMs).toISOString() } : {}),
  });
}
