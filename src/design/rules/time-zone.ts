import { calls, type DesignRule } from '../rule.ts';

/** A container is UTC unless told, and without tzdata whatever it is told. */
export const timeZone: DesignRule = {
  id: 'time-zone',
  say({ entry, survey }) {
    const zone = entry.environment.TZ ?? entry.uses.variables.find(({ name }) => name === 'TZ')?.value ?? survey.host.zone;
    const [date] = calls(entry, 'date');
    if (zone === undefined || /^(?:Etc\/)?(?:UTC|UCT|GMT|Universal|Zulu)$/.test(zone)) return [];
    return [
      {
        subject: zone,
        at: date?.at ?? entry.at,
        change: `the batch lives in ${zone}, a container in UTC: dates, names of files and the business date move`,
        proposal: 'Set TZ in the task definition, and install tzdata: without it TZ is silently UTC.',
        snippet: `RUN apk add --no-cache tzdata\n{ "name": "TZ", "value": "${zone}" }`,
      },
    ];
  },
};
