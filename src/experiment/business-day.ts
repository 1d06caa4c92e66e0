import type { EvidencePair } from '../model/evidence.ts';
import { type Message, message } from '../model/message.ts';
import type { Observation } from '../model/observation.ts';
import type { Scenario } from '../model/scenario.ts';
import { SIDES } from '../model/side.ts';
import { businessDateOf } from '../scenario/business-date.ts';

/** A host's clock is read in whole seconds, over a network. */
const CLOCK_MARGIN_MS = 2_000;

/** Runners whose batch asks the very clock that dates the take. */
const HERE: readonly string[] = ['process', 'container'];

/**
 * Where scripts ask the clock for their date, both takes must lie, from beginning to end and by the clock of their hosts, within the one business date of the
 * run: whenever a script asked, it was told the same. Empty where the date is injected.
 */
export function dateProblems(pair: EvidencePair, scenario: Scenario, businessDate: string): readonly Message[] {
  if (scenario.businessDate.mode === 'injected') return [];
  return SIDES.flatMap((side) => {
    const { startedAt, finishedAt } = pair[side].observation;
    const skew = skewOf(pair[side].observation) ?? 0;
    const first = dateAt(scenario, startedAt, skew * 1000 - CLOCK_MARGIN_MS);
    const last = dateAt(scenario, finishedAt, skew * 1000 + CLOCK_MARGIN_MS);
    if (first === businessDate && last === businessDate) return [];
    const values = { side, startedAt, finishedAt, first, last, businessDate, zone: scenario.businessDate.zone };
    const text =
      'the {side} side ran from {startedAt} to {finishedAt}: its clock gave the business date {first} to {last} in {zone}, and this run is about {businessDate}: start again, well after midnight there';
    return [message('comparable.midnight', text, values)];
  });
}

/** Where the clock of a side is not known, its dates rest on that it goes right. */
export function dateNotes(pair: EvidencePair, scenario: Scenario): readonly Message[] {
  if (scenario.businessDate.mode === 'injected') return [];
  return SIDES.filter((side) => skewOf(pair[side].observation) === undefined).map((side) =>
    message('comparable.clock-unknown', 'the clock of the {side} side was not compared with ours: its business date is taken to be right', { side }),
  );
}

/** Seconds by which the clock that the batch asks is ahead of ours; undefined where it is not known. */
function skewOf({ facts, runner }: Observation): number | undefined {
  const skew = facts['host.clockSkew'];
  if (skew !== undefined && Number.isFinite(Number(skew))) return Number(skew);
  return HERE.includes(runner) ? 0 : undefined;
}

function dateAt(scenario: Scenario, at: string, addMs: number): string {
  return businessDateOf(scenario.businessDate, new Date(Date.parse(at) + addMs));
}
