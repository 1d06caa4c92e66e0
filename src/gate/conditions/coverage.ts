import type { Condition } from '../../model/gate.ts';
import type { GatePolicy } from '../../model/gate-policy.ts';
import type { Scenario } from '../../model/scenario.ts';
import { businessDateOf } from '../../scenario/business-date.ts';
import { addDays } from '../../scenario/calendar-date.ts';
import { conditionOf } from '../condition.ts';
import type { CountedFacts } from '../streak.ts';

/** On how many days the passes were started. */
export function days(runs: readonly CountedFacts[], { schedule }: Pick<Scenario, 'schedule'>, asked: number): Condition {
  const condition = conditionOf('days', `started on ${asked} different days`);
  // By start: a business date can be chosen, a day cannot. A run that says it began after a later one did had a wrong clock.
  const newest = runs[0]?.stored.record.startedAt ?? '';
  const timely = runs.filter(({ stored }) => stored.record.startedAt <= newest);
  const found = [
    ...new Set(timely.map(({ stored }) => businessDateOf({ zone: schedule.zone, offset: 0 }, new Date(stored.record.startedAt)))),
  ].sort();
  const evidence = found.length === 0 ? [] : [`from ${found[0]} to ${found.at(-1)}, ${schedule.zone}`];
  if (found.length >= asked) return condition.pass({ summary: `${found.length} days`, evidence });
  return condition.inconclusive({ summary: `${found.length} of ${asked}`, evidence, fix: 'Rehearse on the coming days.' });
}

/** Whether the last day of a month is among the business dates. */
export function monthEnd(runs: readonly CountedFacts[], asked: boolean): Condition {
  const condition = conditionOf('month-end', 'a month end is among them');
  if (!asked) return condition.notAsked();
  const found = runs.find(({ stored }) => addDays(stored.record.businessDate, 1).endsWith('-01'));
  if (found === undefined)
    return condition.inconclusive({ summary: 'none', fix: 'Rehearse the last day of a month: --business-date, where the source still has it.' });
  return condition.pass({ summary: found.stored.record.businessDate, evidence: [found.entry.run] });
}

/** Whether each of the named business dates is among them. */
export function namedDates(runs: readonly CountedFacts[], asked: GatePolicy['dates']): Condition {
  const condition = conditionOf('dates', 'the named days are among them');
  if (asked.length === 0) return condition.notAsked();
  const found = asked.map((date) => ({ date, run: runs.find(({ stored }) => stored.record.businessDate === date) }));
  const evidence = found.flatMap(({ date, run }) => (run === undefined ? [] : [`${date}: ${run.entry.run}`]));
  const missing = found.filter(({ run }) => run === undefined).map(({ date }) => date);
  if (missing.length === 0) return condition.pass({ summary: `all ${asked.length}`, evidence });
  return condition.inconclusive({ summary: `without ${missing.join(', ')}`, evidence, fix: 'Rehearse those days: --business-date.' });
}

/** Whether a day without input is among them: the probe said 0 whenever it was read. */
export function emptyInput(runs: readonly CountedFacts[], probe: string | undefined): Condition {
  const condition = conditionOf('empty-input', 'a day without input is among them');
  if (probe === undefined) return condition.notAsked();
  const [newest] = runs;
  if (newest !== undefined && !Object.hasOwn(newest.stored.scenario.probes, probe)) {
    const known = Object.keys(newest.stored.scenario.probes).join(', ');
    return condition.inconclusive({
      summary: `the scenario has no probe ${probe}`,
      fix: `Name one of its probes in gate.emptyInput (${known === '' ? 'there is none yet' : known}), and rehearse.`,
    });
  }
  const found = runs.find(({ stored }) => {
    const readings = stored.probes.filter((one) => one.probe === probe);
    return readings.length > 0 && readings.every(({ value }) => value !== undefined && /^-?0+(?:\.0+)?$/.test(value.trim()));
  });
  if (found !== undefined) return condition.pass({ summary: `${probe} said 0`, evidence: [found.entry.run] });
  return condition.inconclusive({
    summary: `in none of them did ${probe} say 0`,
    fix: 'Rehearse on a day without input, or against a source without any; the outputs must say `empty: valid`.',
  });
}
