import { message } from '../../../model/message.ts';
import { isZone } from '../../../runtime/zone.ts';
import type { ExplainFacts } from '../facts.ts';
import { nameOf } from './daylight-saving.ts';

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

/** The likely zones: one of the two is UTC, and the other one that people know. */
export function zonesOf(shift: number, { sides }: ExplainFacts): { readonly legacy: string; readonly candidate: string } {
  const hours = shift / 3600;
  const fromUtc = KNOWN[-hours] === undefined && KNOWN[hours] !== undefined;
  return {
    legacy: sides.legacy.timeZone ?? (fromUtc ? 'UTC' : (KNOWN[-hours] ?? nameOf(-shift))),
    candidate: sides.candidate.timeZone ?? (fromUtc ? (KNOWN[hours] ?? 'UTC') : 'UTC'),
  };
}

/** `9 h earlier`, of seconds. */
export function hoursApart(seconds: number): string {
  return `${hoursOf(seconds)} h ${seconds < 0 ? 'earlier' : 'later'}`;
}

/** `9`, `5:30`, of seconds. */
export function hoursOf(seconds: number): string {
  return nameOf(Math.abs(seconds)).replace('UTC+', '');
}

/** Cause and fix of two clocks. */
export function tellZones(values: { readonly legacy: string; readonly candidate: string; readonly apart: string; readonly why: string }) {
  return {
    cause: message('explain.time-zone.cause', CAUSE, values),
    fix: message('explain.time-zone.fix', FIX, { zone: isZone(values.legacy) ? values.legacy : "<legacy's zone>" }),
  };
}

const CAUSE = 'times are {apart} in candidate, as where legacy writes in {legacy} and the candidate in {candidate}: {why}';
/** Why a container's clock is another one. */
export const WHY =
  'TZ is unset in the container, or set without tzdata, which Alpine (musl) takes for UTC without a word; or the database session has another zone (PGTZ, TimeZone)';
/** Each side writes its own offset. */
export const SAME_INSTANT = 'the instants are the same, each side writes them in its own zone';

const FIX =
  'In the Dockerfile: RUN apk add --no-cache tzdata and ENV TZ={zone}; in the task definition: { "name": "TZ", "value": "{zone}" }, and PGTZ where the database formats the times. Or declare `dateTime` with both zones for the column.';
