import { fixedOffset, type OffsetAt, sameInstant, zoneOffset } from './zone-offsets.ts';

/** Wall times of both sides, in seconds, as if they were UTC. */
export interface WallPair {
  readonly legacy: number;
  readonly candidate: number;
}

/** Two clocks; undefined names a fixed distance from UTC. */
export interface ClockPair {
  readonly legacy: string;
  readonly candidate: string;
  readonly explains: (pair: WallPair) => boolean;
}

/** Tried first: when several zones fit, people know these. */
const COMMON = [
  'Europe/Berlin',
  'Europe/London',
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Los_Angeles',
  'Europe/Athens',
  'Australia/Sydney',
];
/** Clocks that are never set, where many people live: Japan and Korea, China and Singapore, Thailand, India. */
const STEADY: ReadonlySet<string> = new Set(['UTC+9', 'UTC+8', 'UTC+7', 'UTC+5:30']);
const HALF_YEAR = 182 * 86_400;
/** Pairs on which zones are tried. */
const TRIED = 100;

/**
 * The pair of clocks, one of a zone with daylight saving and one at a fixed distance from UTC, that fits more of the pairs than any constant shift; one
 * with UTC before one where people know the distance, then any other, then two zones that both save daylight. Undefined where there is none.
 */
export function findDaylightSaving(pairs: readonly WallPair[]): ClockPair | undefined {
  const shifts = countBy(pairs, ({ legacy, candidate }) => candidate - legacy);
  const [most, second] = shifts;
  if (most === undefined || second === undefined || Math.abs(most[0] - second[0]) > 3600 || most[0] % 900 !== 0 || second[0] % 900 !== 0)
    return undefined;
  const all = pairs.filter(({ legacy, candidate }) => candidate - legacy === most[0] || candidate - legacy === second[0]);
  const telling = spread(all, TRIED);
  const fits = ({ explains }: ClockPair) => telling.every(explains);
  const others: ClockPair[] = [];
  for (const zone of [...COMMON, ...Intl.supportedValuesOf('timeZone')]) {
    const fitting = clockPairs(zone, telling).filter(fits);
    const withUtc = fitting.find(({ legacy, candidate }) => legacy === 'UTC' || candidate === 'UTC');
    if (withUtc !== undefined) return withUtc;
    others.push(...fitting);
  }
  const known = others.find(({ legacy, candidate }) => STEADY.has(legacy) || STEADY.has(candidate));
  return known ?? others[0] ?? bothSaving().find(fits);
}

/** Some from all over, and both ends. */
function spread<T>(items: readonly T[], most: number): readonly T[] {
  const step = Math.max(1, Math.floor(items.length / most));
  return items.filter((_, index) => index % step === 0 || index === items.length - 1);
}

/** Both sides keep daylight saving, and change their clocks on different days. */
function bothSaving(): readonly ClockPair[] {
  return COMMON.flatMap((legacy) => COMMON.flatMap((candidate) => (legacy === candidate ? [] : [zonePair(legacy, candidate)])));
}

function clockPairs(zone: string, [first]: readonly WallPair[]): readonly ClockPair[] {
  if (first === undefined) return [];
  const offsetAt = zoneOffset(zone);
  const offsets = [...new Set([offsetAt(first.legacy), offsetAt(first.legacy + HALF_YEAR)])];
  if (offsets.length < 2) return [];
  const shift = first.candidate - first.legacy;
  return offsets.flatMap((offset) => [
    clockPair([zone, offsetAt], [nameOf(offset + shift), fixedOffset(offset + shift)]),
    clockPair([nameOf(offset - shift), fixedOffset(offset - shift)], [zone, offsetAt]),
  ]);
}

/** The pair of two named zones. Throws a RangeError for what is no zone. */
export function zonePair(legacy: string, candidate: string): ClockPair {
  return clockPair([legacy, zoneOffset(legacy)], [candidate, zoneOffset(candidate)]);
}

type NamedClock = readonly [name: string, offsetAt: OffsetAt];

function clockPair(legacy: NamedClock, candidate: NamedClock): ClockPair {
  return { legacy: legacy[0], candidate: candidate[0], explains: (pair) => sameInstant(legacy[1], candidate[1], pair.legacy, pair.candidate) };
}

/** `UTC`, `UTC+9`, `UTC-3:30`. */
export function nameOf(offset: number): string {
  if (offset === 0) return 'UTC';
  const minutes = Math.abs(offset) / 60;
  const rest = minutes % 60;
  return `UTC${offset < 0 ? '-' : '+'}${Math.floor(minutes / 60)}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}

/** How often each value occurs, the most frequent first. */
function countBy<T>(items: readonly T[], value: (item: T) => number): readonly (readonly [number, number])[] {
  const counts = new Map<number, number>();
  for (const item of items) counts.set(value(item), (counts.get(value(item)) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}
