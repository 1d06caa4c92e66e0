import { z } from 'zod';
import { isZone } from '../../runtime/zone.ts';
import type { ValueRule } from './rule.ts';
import { ZoneClock } from './zone-clock.ts';

const DATE_TIME = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(?: ?(?:(Z)|([+-])(\d{2})(?::?(\d{2}))?))?$/;
const MINUTE = 60_000;

const zone = z.string().refine(isZone, 'an IANA time zone, such as Asia/Tokyo or UTC');

/**
 * `dateTime`: the same instant, whatever the zone it is written in. Reads `YYYY-MM-DD HH:MM[:SS[.fff]]`, with `T` or a blank, with or without an offset
 * (ISO 8601; PostgreSQL's `+09` too). Without one it is the wall time of the side's zone; a wall time that was skipped, or that came twice, is none.
 */
export const dateTime: ValueRule<'dateTime'> = {
  name: 'dateTime',
  schema: z
    .strictObject({
      legacy: zone.describe('Zone in which legacy writes times without an offset'),
      candidate: zone.describe('Zone in which the candidate writes times without an offset'),
    })
    .describe('Dates with a time, equal by instant'),
  reader({ dateTime: declared }) {
    if (declared === undefined) return undefined;
    const clocks = { legacy: new ZoneClock(declared.legacy), candidate: new ZoneClock(declared.candidate) };
    return (text, side) => instantOf(text, clocks[side]);
  },
};

const UTC = new ZoneClock('UTC');

/** Whether the rule `dateTime` reads a text as a date with a time that exists, with an offset or without. */
export function isDateTime(text: string): boolean {
  return instantOf(text, UTC) !== undefined;
}

/** Seconds since 1970 as decimal text, of a date with a time or a date alone (its midnight); without an offset it is UTC. Undefined for any other text. */
export function secondsSince1970(text: string): string | undefined {
  const instant = instantOf(text, UTC) ?? instantOf(`${text} 00:00`, UTC);
  if (instant === undefined) return undefined;
  const [whole = '', fraction = ''] = instant.split('.');
  return `${Number(whole) / 1000}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Milliseconds of the whole seconds since 1970, a point, and what is left of the second. */
function instantOf(text: string, clock: ZoneClock): string | undefined {
  const match = DATE_TIME.exec(text);
  if (match === null) return undefined;
  const [, date = '', hours = '', minutes = '', seconds = '00', fraction = '', zulu, sign, offsetHours = '', offsetMinutes = '00'] = match;
  const wall = wallTime(`${date}T${hours}:${minutes}:${seconds}.000Z`);
  if (wall === undefined) return undefined;
  const offset = zulu !== undefined ? 0 : sign === undefined ? clock.offsetOf(wall) : written(sign, Number(offsetHours), Number(offsetMinutes));
  return offset === undefined ? undefined : `${wall - offset}.${fraction.replace(/0+$/, '')}`;
}

/** Undefined for 30 February, 24:00 or second 60: `Date` would turn them into another time. */
function wallTime(iso: string): number | undefined {
  const time = Date.parse(iso);
  return Number.isNaN(time) || new Date(time).toISOString() !== iso ? undefined : time;
}

/** No place on Earth is further than 14 hours from UTC; ISO 8601 has no offset of 60 minutes. */
function written(sign: string, hours: number, minutes: number): number | undefined {
  const size = (hours * 60 + minutes) * MINUTE;
  if (minutes > 59 || size > 16 * 60 * MINUTE) return undefined;
  return sign === '-' ? -size : size;
}
