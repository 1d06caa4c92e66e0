import { calls, type DesignRule } from '../rule.ts';

const HOUR_MS = 3_600_000;

/** A run that outlasts its interval: on the host a lock, or luck, keeps the next one out; EventBridge starts it beside. */
export const overlap: DesignRule = {
  id: 'overlap',
  say({ entry }) {
    const fires = entry.schedule.next.map((at) => Date.parse(at));
    const gaps = fires.slice(1).map((at, index) => at - (fires[index] ?? at));
    const shortest = Math.min(...gaps);
    if (gaps.length === 0 || shortest > HOUR_MS) return [];
    const locked = calls(entry, 'flock', 'lockfile').length > 0 || entry.uses.files.some(({ access }) => access === 'lock');
    return [
      {
        subject: `every ${Math.round(shortest / 60_000)} min`,
        at: entry.at,
        change: locked
          ? 'its lock keeps a second run out on the host, and no second task on Fargate'
          : 'a run that takes longer meets the next one; a task also needs a minute to start',
        proposal:
          'Measure how long it takes (`duration`), and let a second task find out that it is one too many: a claim, or a look at the running tasks.',
      },
    ];
  },
};
