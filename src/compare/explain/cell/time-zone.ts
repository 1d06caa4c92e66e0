import { isZone } from '../../../runtime/zone.ts';
import type { ExplainFacts } from '../facts.ts';
import type { CellHypothesis, CellPair, CellRule } from '../hypothesis.ts';
import { type ClockPair, findDaylightSaving, type WallPair, zonePair } from './daylight-saving.ts';
import { clockShift } from './time-of-day.ts';
import { isShifted, shiftsOf, type TimeShift } from './time-shift.ts';
import { hourOf, widenZones } from './widen-zones.ts';
import { hoursApart, hoursOf, SAME_INSTANT, tellZones, WHY, zonesOf } from './zone-words.ts';

const DAY = 86_400;
const HALF_HOUR = 1800;
/** Nepal, Eucla and Chatham are at a quarter of an hour; all others are at whole or half hours. */
const QUARTERS: ReadonlySet<number> = new Set([20_700, 31_500, 45_900, 49_500]);
/** From UTC-12 to UTC+14. */
const FARTHEST = 26 * 3600;
/** One time that is hours off may be another time; and of many other times, some are whole hours off. */
const EVIDENCE = { cells: 2, share: 0.25 };
/** Of a few times in whole hours two are easily as far off. */
const OF_FEW = { cells: 2, share: 0.5 };
const FEW = 12;
/** Of a few times of the day even more easily. */
const OF_CLOCKS = { cells: 3, share: 0.5 };

/** The shifts of the rules that were made. */
const CONSTANTS = new WeakMap<CellRule, TimeShift>();

/** Times of another zone: off by a constant, or by what daylight saving makes of it. */
export const timeZone: CellHypothesis = {
  id: 'time-zone',
  propose: (sample, facts) => {
    const shifts = shiftsOf(sample).filter(isBetweenZones);
    const evidence = sample.length < FEW ? OF_FEW : EVIDENCE;
    const constants = shifts.map((shift) => constantRule(shift, facts, evidence));
    return [...givenZones(shifts, facts), ...daylightSaving(sample, shifts, facts), ...constants, ...clockRules(sample, facts)];
  },
  widen: (rules) =>
    widenZones(
      rules,
      (rule) => CONSTANTS.get(rule),
      (clocks, shift) => clockRule(clocks, shift, EVIDENCE),
    ),
};

function isBetweenZones({ from, to, seconds, offsets }: TimeShift): boolean {
  if (from.precision >= DAY || to.precision >= DAY) return false;
  if (seconds === 0) return offsets !== undefined && isFar(offsets);
  return isFar(seconds) && (seconds % DAY !== 0 || offsets === seconds);
}

/** Whether two zones may be so far apart, in seconds. */
function isFar(distance: number): boolean {
  return distance !== 0 && Math.abs(distance) <= FARTHEST && (distance % HALF_HOUR === 0 || QUARTERS.has(Math.abs(distance)));
}

/** Times of the day without a date, all off by the same. */
function clockRules(sample: readonly CellPair[], facts: ExplainFacts): readonly CellRule[] {
  const shifts = new Set(sample.map(clockShift).filter((seconds) => seconds !== undefined && isFar(seconds)));
  return [...shifts].map((seconds = 0) => ({
    parameters: { minutes: seconds / 60 },
    strength: 'reproduces',
    evidence: OF_CLOCKS,
    explains: (pair) => clockShift(pair) === seconds,
    ...tellZones({ ...zonesOf(seconds, facts), apart: hoursApart(seconds), why: WHY }),
  }));
}

function constantRule(shift: TimeShift, facts: ExplainFacts, evidence: CellRule['evidence'] & object): CellRule {
  const { from, to, seconds, offsets } = shift;
  const { legacy, candidate } = zonesOf(seconds === 0 ? (offsets ?? 0) : seconds, facts);
  const rule: CellRule = {
    parameters: {
      minutes: seconds / 60,
      ...(from === to ? {} : { from: from.name, to: to.name }),
      ...(offsets === undefined ? {} : { offsetMinutes: offsets / 60 }),
    },
    strength: 'reproduces',
    evidence,
    explains: (pair) => isShifted(pair, shift),
    ...(offsets === undefined ? { trace: (pair: CellPair) => hourOf(shift, pair.legacy) } : {}),
    ...tellZones({ legacy, candidate, apart: apartText(shift), why: offsets === seconds && seconds !== 0 ? SAME_INSTANT : WHY }),
  };
  CONSTANTS.set(rule, shift);
  return rule;
}

function apartText({ seconds, offsets }: TimeShift): string {
  if (seconds !== 0) return hoursApart(seconds);
  return `the same on the clock and marked with an offset that is ${hoursOf(offsets ?? 0)} h away`;
}

/** The zones of both sides, where they are known: then one cell is enough. */
function givenZones(shifts: readonly TimeShift[], { sides }: ExplainFacts): readonly CellRule[] {
  const [legacy, candidate] = [sides.legacy.timeZone, sides.candidate.timeZone];
  if (legacy === undefined || candidate === undefined || legacy === candidate || !isZone(legacy) || !isZone(candidate)) return [];
  return formatPairs(shifts).map((shift) => clockRule(zonePair(legacy, candidate), shift, { cells: 1, share: 0 }));
}

function daylightSaving(sample: readonly CellPair[], shifts: readonly TimeShift[], { sides }: ExplainFacts): readonly CellRule[] {
  if (sides.legacy.timeZone !== undefined && sides.candidate.timeZone !== undefined) return [];
  return formatPairs(shifts).flatMap((shift) => {
    const clocks = findDaylightSaving(sample.flatMap((pair) => wallsOf(pair, shift) ?? []));
    return clocks === undefined ? [] : [clockRule(clocks, shift, EVIDENCE)];
  });
}

/** One shift for each pair of formats in which no offset is written. */
function formatPairs(shifts: readonly TimeShift[]): readonly TimeShift[] {
  const bare = shifts.filter(({ offsets }) => offsets === undefined);
  return [...new Map(bare.map((shift) => [`${shift.from.name}\n${shift.to.name}`, shift])).values()];
}

function clockRule(clocks: ClockPair, shift: TimeShift, evidence: CellRule['evidence'] & object): CellRule {
  const { legacy, candidate } = clocks;
  return {
    parameters: { legacy, candidate },
    strength: 'reproduces',
    evidence,
    explains: (pair) => {
      const walls = wallsOf(pair, shift);
      return walls !== undefined && clocks.explains(walls);
    },
    ...tellZones({ legacy, candidate, apart: 'off by as much as these zones are apart on their day', why: WHY }),
  };
}

/** The wall times of a pair, if it is written in these formats and differs in whole seconds only. */
function wallsOf(pair: CellPair, { from, to }: TimeShift): WallPair | undefined {
  const [a, b] = [from.read(pair.legacy), to.read(pair.candidate)];
  if (a === undefined || b === undefined) return undefined;
  return isShifted(pair, { from, to, seconds: b.seconds - a.seconds, offsets: undefined }) ? { legacy: a.seconds, candidate: b.seconds } : undefined;
}
