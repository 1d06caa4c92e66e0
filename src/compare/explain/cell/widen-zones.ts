import type { CellRule, TracedRule, WiderRule } from '../hypothesis.ts';
import { type ClockPair, findDaylightSaving, type WallPair } from './daylight-saving.ts';
import type { TimeShift } from './time-shift.ts';

const HOUR = 3600;
/** Wall times on which zones are tried; then all are tested. */
const PROBES = 50;

/** The hour on legacy's clock. No zone sets its clocks twice within an hour, so what holds at both ends of an hour holds in it. */
export function hourOf({ from }: TimeShift, text: string): number {
  return Math.floor((from.read(text)?.seconds ?? 0) / HOUR);
}

/** Two constant shifts that are one zone's with daylight saving, by the hours in which their cells lie. */
export function widenZones(
  rules: readonly TracedRule[],
  shiftOf: (rule: CellRule) => TimeShift | undefined,
  ruleOf: (clocks: ClockPair, shift: TimeShift) => CellRule,
): readonly WiderRule[] {
  for (const [place, one] of rules.entries()) {
    for (const other of rules.slice(place + 1)) {
      const [shift, second] = [shiftOf(one.rule), shiftOf(other.rule)];
      if (shift === undefined || second === undefined || shift.from !== second.from || shift.to !== second.to) continue;
      const walls = [wallsOf(one, shift), wallsOf(other, second)];
      const clocks = findDaylightSaving(walls.flatMap(probes));
      if (clocks !== undefined && walls.flat().every(clocks.explains)) return [{ rule: ruleOf(clocks, shift), replaces: [one.rule, other.rule] }];
    }
  }
  return [];
}

function wallsOf({ traces }: TracedRule, { seconds }: TimeShift): readonly WallPair[] {
  return [...traces].flatMap((hour) => [hour * HOUR, (hour + 1) * HOUR - 1].map((legacy) => ({ legacy, candidate: legacy + seconds })));
}

/** Some from all over. */
function probes(walls: readonly WallPair[]): readonly WallPair[] {
  const step = Math.ceil(walls.length / PROBES);
  return walls.filter((_, index) => index % step === 0);
}
