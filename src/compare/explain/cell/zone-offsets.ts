import { ZoneClock } from '../../equivalence/zone-clock.ts';

const DAY = 86_400;
const MOST_KEPT = 100_000;

/** How far a clock is from UTC at an instant; all in seconds. */
export type OffsetAt = (instant: number) => number;

/** A clock that is never set. */
export function fixedOffset(seconds: number): OffsetAt {
  return () => seconds;
}

/** The clock of an IANA zone. Answers are kept by the day, as asking `Intl` is slow; on days on which the clock is set, by the quarter of an hour. */
export function zoneOffset(zone: string): OffsetAt {
  const clock = new ZoneClock(zone);
  const kept = new Map<number, number>();
  const at = (instant: number) => clock.offsetAt(instant * 1000) / 1000;
  const ask = (key: number, instant: number) => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    if (kept.size >= MOST_KEPT) kept.clear();
    const value = at(instant);
    kept.set(key, value);
    return value;
  };
  return (instant) => {
    const day = Math.floor(instant / DAY);
    const [start, end] = [ask(day * 96, day * DAY), ask((day + 1) * 96, (day + 1) * DAY)];
    if (start === end) return start;
    const quarter = Math.floor(instant / 900);
    return ask(quarter, quarter * 900);
  };
}

/** Whether one instant shows the first wall time on the one clock and the second on the other. */
export function sameInstant(legacy: OffsetAt, candidate: OffsetAt, legacyWall: number, candidateWall: number): boolean {
  for (const near of [legacyWall - DAY, legacyWall + DAY]) {
    const instant = legacyWall - legacy(near);
    if (instant + legacy(instant) === legacyWall && instant + candidate(instant) === candidateWall) return true;
  }
  return false;
}
