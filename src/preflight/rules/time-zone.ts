import type { PreflightItem } from '../../model/preflight.ts';
import { isZone } from '../../runtime/zone.ts';
import { zoneSpans } from '../../schedule/wall-times.ts';
import type { Answer } from '../answer.ts';
import { answers, candidateAnswer, isItem, type PreflightRule } from '../rule.ts';

const ID = 'time-zone';

/** Data of each zone that the batch may name, and the distance to UTC that both sides live in. Without data, glibc and musl take any zone for UTC, silently. */
export const timeZone: PreflightRule = {
  id: ID,
  check(facts) {
    const both = answers(ID, 'offset', facts);
    const offsets = isItem(both) ? [both] : [compareOffsets(both.legacy, both.candidate, facts.now)];
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

function compareOffsets(legacy: Answer, candidate: Answer, now: number): PreflightItem {
  const [mine, theirs] = [livesAt(legacy, now), livesAt(candidate, now)];
  const item = { rule: ID, subject: 'offset', legacy: mine ?? '', candidate: theirs ?? '' };
  if (mine === undefined || theirs === undefined) return { ...item, state: 'SKIPPED', why: 'date did not say' };
  if (mine === theirs) return { ...item, state: 'OK', why: `both live at ${mine}` };
  const zone = legacy.get('settz') || legacy.get('tz') || "<the host's zone>";
  return {
    ...item,
    state: 'DIFFERS',
    why: `legacy lives at ${mine}, the candidate at ${theirs}: what each calls now is another wall time, and dates and names of files differ`,
    fix: { taskDefinition: `{ "name": "TZ", "value": "${zone}" }` },
  };
}

/** A zone that the scripts set themselves counts, where its data is there; else that of the environment. */
function livesAt(answer: Answer, now: number): string | undefined {
  const own = answer.get('settz');
  if (own === undefined || own === '' || !isZone(own)) return answer.get('offset');
  return answer.get(`zone.${own}`) ?? offsetText(own, now);
}

function offsetText(zone: string, now: number): string {
  const [span] = zoneSpans(zone, { from: now, until: now + 1 });
  const minutes = Math.round((span?.offset ?? 0) / 60_000);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}${two(Math.abs(minutes) % 60)}`;
}
