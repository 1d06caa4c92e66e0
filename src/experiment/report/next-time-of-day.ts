const MINUTE_MS = 60_000;

/** The next instant, from `now` on, at which clocks in `zone` show `HH:MM`. In a spring gap that skips it: the first minute after the gap. */
export function nextTimeOfDay(time: string, zone: string, now: Date): Date {
  const wanted = minutesOf(time);
  const floor = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS;
  const first = floor + ((wanted - localMinutes(zone, floor) + 1440) % 1440 || 0) * MINUTE_MS;
  // The offset may change between now and then: move by what the clock shows there.
  const drift = ((localMinutes(zone, first) - wanted + 2160) % 1440) - 720;
  const moved = first - drift * MINUTE_MS;
  const settled = localMinutes(zone, moved) === wanted ? moved : Math.max(first, moved);
  return new Date(settled < now.getTime() - MINUTE_MS ? settled + 1440 * MINUTE_MS : settled);
}

function minutesOf(time: string): number {
  const [hours = '0', minutes = '0'] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}

function localMinutes(zone: string, at: number): number {
  return minutesOf(new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at));
}
