import { type Span, type WallTimes, wallMinutes, zoneSpans } from './wall-times.ts';

/** cron(8): a clock that moves by less is taken for daylight saving, one that moves by more for a correction. */
const DAYLIGHT_SAVING_MS = 3 * 3_600_000;

/** What a scheduler does when the clock on the wall jumps. */
export interface ClockChange {
  /** Times that the wall never showed: started right after the change, or not at all. */
  readonly skipped: 'after' | 'never';
  /** Times that the wall shows twice. */
  readonly repeated: 'once' | 'twice';
}

/** The fires within a span, ms since 1970, rising; one instant may stand there twice. Throws RangeError when there is no such zone. */
export function firesOf(times: WallTimes, zone: string, span: Span, change: ClockChange): number[] {
  const fires: number[] = [];
  // A day earlier: a change shortly before the span decides about its beginning.
  const spans = zoneSpans(zone, { from: span.from - 86_400_000, until: span.until });
  let shown: number | undefined;
  for (const { from, until, offset } of spans) {
    const [wallFrom, wallUntil] = [from + offset, until + offset];
    const moved = shown === undefined ? 0 : wallFrom - shown;
    const saving = Math.abs(moved) < DAYLIGHT_SAVING_MS;
    if (shown !== undefined && moved > 0 && saving && change.skipped === 'after')
      for (const _ of wallMinutes(times, shown, wallFrom)) fires.push(from);
    const start = shown !== undefined && moved < 0 && saving && change.repeated === 'once' ? shown : wallFrom;
    for (const at of wallMinutes(times, start, wallUntil)) fires.push(at - offset);
    shown = saving && shown !== undefined ? Math.max(shown, wallUntil) : wallUntil;
  }
  return fires.filter((at) => at >= span.from && at < span.until);
}
