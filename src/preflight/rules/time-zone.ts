import type { PreflightItem } from '../../model/preflight.ts';
import { zoneSpans } from '../../schedule/wall-times.ts';
import { answers, candidateAnswer, isItem, type PreflightRule } from '../rule.ts';

const ID = 'time-zone';

/** Data of each zone that the batch may name, and the distance to UTC that both sides live in. Without data, glibc and musl take any zone for UTC, silently. */
export const timeZone: PreflightRule = {
  id: ID,
  check(facts) {
    const both = answers(ID, 'offset', facts);
    const offsets = isItem(both) ? [both] : [compareOffsets(both.legacy.get('offset'), both.candidate.get('offset'), both.legacy.get('tz'))];
    return [...zonesOf(facts.scenario).map((zone) => dataOf(zone, facts)), ...offsets];
  },
};

/** The zones that must be known: that of the schedule and of the business date. */
export function zonesOf({ schedule, businessDate }: { schedule: { zone: string }; businessDate: { zone: string } }): string[] {
  return [...new Set([schedule.zone, businessDate.zone])].filter((zone) => zone !== 'UTC');
}

function dataOf(zone: string, facts: Parameters<PreflightRule['check']>[0]): PreflightItem {
  const answer = candidateAnswer(ID, zone, facts);
  if (isItem(answer)) return answer;
  const expected = offsetText(zone, facts.now);
  const found = answer.get(`zone.${zone}`);
  const item = { rule: ID, subject: `tzdata: ${zone}`, candidate: found ?? '' };
  if (found === undefined || found === '') return { ...item, state: 'SKIPPED', why: 'date did not say' };
  if (found === expected) return { ...item, state: 'OK', why: `TZ=${zone} gives ${found}` };
  return {
    ...item,
    state: 'MISSING',
    why: `TZ=${zone} gives ${found} instead of ${expected}: the image has no time zone data, and takes the zone for UTC without a word`,
    fix: {
      dockerfile:
        facts.packaging === 'apt' ? 'RUN apt-get update && apt-get install -y --no-install-recommends tzdata' : 'RUN apk add --no-cache tzdata',
    },
  };
}

function compareOffsets(legacy: string | undefined, candidate: string | undefined, zone: string | undefined): PreflightItem {
  const item = { rule: ID, subject: 'offset', legacy: legacy ?? '', candidate: candidate ?? '' };
  if (legacy === undefined || candidate === undefined) return { ...item, state: 'SKIPPED', why: 'date did not say' };
  if (legacy === candidate) return { ...item, state: 'OK', why: `both live at ${legacy}` };
  return {
    ...item,
    state: 'DIFFERS',
    why: 'what each calls now is another wall time: dates and names of files differ, unless every script sets its own zone',
    fix: { taskDefinition: `{ "name": "TZ", "value": "${zone === undefined || zone === '' ? "<the host's zone>" : zone}" }` },
  };
}

function offsetText(zone: string, now: number): string {
  const [span] = zoneSpans(zone, { from: now, until: now + 1 });
  const minutes = Math.round((span?.offset ?? 0) / 60_000);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}${two(Math.abs(minutes) % 60)}`;
}
