import type { Connections } from '../connections/connections.ts';
import { readSchedule, scheduleProblems } from '../connections/schedule-state.ts';
import type { CutoverRule } from '../model/cutover.ts';
import { asTwinrunError } from '../model/error.ts';
import { type StartPlace, startPlace } from './start-places.ts';

/** What the schedules are now. */
export interface SchedulesNow {
  /** What makes them unfit for a batch that must run once a fire, in words. One that cannot be read is unfit. */
  readonly unfit: readonly string[];
  readonly places: readonly StartPlace[];
}

/** Reads each schedule. `deadline`: seconds from a fire until nobody wants its result any more. */
export async function schedulesNow(
  { schedules }: CutoverRule,
  deadline: number,
  connections: Connections,
  signal: AbortSignal,
): Promise<SchedulesNow> {
  const found = await Promise.all(
    schedules.map(async (name) => {
      const title = `${name.group}/${name.name}`;
      const { problems, place } = await readSchedule(connections.aws().scheduler, name, signal).then(
        (schedule) => ({ problems: scheduleProblems(schedule, deadline), place: startPlace(title, schedule) }),
        (thrown: unknown) => ({ problems: [asTwinrunError(thrown).message], place: { schedule: title } }),
      );
      return { unfit: problems.map((problem) => `schedule ${title}: ${problem}`), place };
    }),
  );
  return { unfit: found.flatMap(({ unfit }) => unfit), places: found.map(({ place }) => place) };
}
