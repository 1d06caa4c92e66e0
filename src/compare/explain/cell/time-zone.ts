import { message } from '../../../model/message.ts';
import { isZone } from '../../../runtime/zone.ts';
import type { ExplainFacts } from '../facts.ts';
import type { CellHypothesis, CellPair, CellRule } from '../hypothesis.ts';
import { type ClockPair, findDaylightSaving, nameOf, type WallPair, zonePair } from './daylight-saving.ts';
import { isShifted, shiftsOf, type TimeShift } from './time-shift.ts';
import { hourOf, widenZones } from './widen-zones.ts';

const DAY = 86_400;
const HALF_HOUR = 1800;
/** Nepal, Eucla and Chatham are at a quarter of an hour; all others are at whole or half hours. */
const QUARTERS: ReadonlySet<number> = new Set([20_700, 31_500, 45_900, 49_500]);
/** From UTC-12 to UTC+14. */
const FARTHEST = 26 * 3600;
/** One time that is hours off may be another time; and of many other times, some are whole hours off. */
const EVIDENCE = { cells: 2, share: 0.25 };

/** A zone that people know, by its distance from UTC in hours. */
const KNOWN: Readonly<Record<number, string>> = {
  9: 'Asia/Tokyo',
  8: 'Asia/Singapore',
  7: 'Asia/Bangkok',
  5.5: 'Asia/Kolkata',
  2: 'Europe/Berlin',
  1: 'Europe/Berlin',
  [-4]: 'America/New_York',
  [-5]: 'America/New_York',
  [-7]: 'America/Los_Angeles',
  [-8]: 'America/Los_Angeles',
};

/** The shifts of the rules that were made. */
const CONSTANTS = new WeakMap<CellRule, TimeShift>();

/** Times of another zone: off by a constant, or by what daylight saving makes of it. */
export const timeZone: CellHypothesis = {
  id: 'time-zone',
  propose: (sample, facts) => {
    const shifts = shiftsOf(sample).filter(isBetweenZones);
    return [...givenZones(shifts, facts), ...daylightSaving(sample, shifts, facts), ...shifts.map((shift) => constantRule(shift, facts))];
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
  const far = (distance: number) =>
    distance !== 0 && Math.abs(distance) <= FARTHEST && (distance % HALF_HOUR === 0 || QUARTERS.has(Math.abs(distance)));
  if (seconds === 0) return offsets !== undefined && far(offsets);
  return far(seconds) && (seconds % DAY !== 0 || offsets === seconds);
}

function constantRule(shift: TimeShift, facts: ExplainFacts): CellRule {
  const { from, to, seconds, offsets } = shift;
  const { legacy, candidate } = zonesOf(seconds === 0 ? (offsets ?? 0) : seconds, facts);
  const rule: CellRule = {
    parameters: {
      minutes: seconds / 60,
      ...(from === to ? {} : { from: from.name, to: to.name }),
      ...(offsets === undefined ? {} : { offsetMinutes: offsets / 60 }),
    },
    strength: 'reproduces',
    evidence: EVIDENCE,
    explains: (pair) => isShifted(pair, shift),
    ...(offsets === undefined ? { trace: (pair: CellPair) => hourOf(shift, pair.legacy) } : {}),
    ...tell({ legacy, candidate, apart: apartText(shift), why: offsets === seconds && seconds !== 0 ? SAME_INSTANT : WHY }),
  };
  CONSTANTS.set(rule, shift);
  return rule;
}

/** The likely zones: one of the two is UTC, and the other one that people know. */
function zonesOf(shift: number, { sides }: ExplainFacts): { readonly legacy: string; readonly candidate: string } {
  const hours = shift / 3600;
  const fromUtc = KNOWN[-hours] === undefined && KNOWN[hours] !== undefined;
  return {
    legacy: sides.legacy.timeZone ?? (fromUtc ? 'UTC' : (KNOWN[-hours] ?? nameOf(-shift))),
    candidate: sides.candidate.timeZone ?? (fromUtc ? (KNOWN[hours] ?? 'UTC') : 'UTC'),
  };
}

function apartText({ seconds, offsets }: TimeShift): string {
  const hours = (distance: number) => nameOf(Math.abs(distance)).replace('UTC+', '');
  if (seconds !== 0) return `${hours(seconds)} h ${seconds < 0 ? 'earlier' : 'later'}`;
  return `the same on the clock and marked with an offset that is ${hours(offsets ?? 0)} h away`;
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
    ...tell({ legacy, candidate, apart: 'off by as much as these zones are apart on their day', why: WHY }),
  };
}

/** The wall times of a pair, if it is written in these formats and differs in whole seconds only. */
function wallsOf(pair: CellPair, { from, to }: TimeShift): WallPair | undefined {
  const [a, b] = [from.read(pair.legacy), to.read(pair.candidate)];
  if (a === undefined || b === undefined) return undefined;
  return isShifted(pair, { from, to, seconds: b.seconds - a.seconds, offsets: undefined }) ? { legacy: a.seconds, candidate: b.seconds } : undefined;
}

function tell(values: { readonly legacy: string; readonly candidate: string; readonly apart: string; readonly why: string }) {
  return {
    cause: message('explain.time-zone.cause', CAUSE, values),
    fix: message('explain.time-zone.fix', FIX, { zone: isZone(values.legacy) ? values.legacy : "<legacy's zone>" }),
  };
}

const CAUSE = 'times are {apart} in candidate, as where legacy writes in {legacy} and the candidate in {candidate}: {why}';
const WHY =
  'TZ is unset in the container, or set without tzdata, which Alpine (musl) takes for UTC without a word; or the database session has another zone (PGTZ, TimeZone)';
const SAME_INSTANT = 'the instants are the same, each side writes them in its own zone';

const FIX =
  'In the Dockerfile: RUN apk add --no-cache tzdata and ENV TZ={zone}; in the task definition: { "name": "TZ", "value": "{zone}" }, and PGTZ where the database formats the times. Or declare `dateTime` with both zones for the column.';
