import type { Connections } from '../connections/connections.ts';
import { readSchedule, scheduleProblems } from '../connections/schedule-state.ts';
import type { CutoverRule } from '../model/cutover.ts';
import { asTwinrunError } from '../model/error.ts';

/** What makes the schedules unfit for a batch that must run once a fire, in words. One that cannot be read is unfit. */
export async function unfitSchedules(
  { schedules }: CutoverRule,
  deadline: number,
  connections: Connections,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const found = schedules.map(async (name) => {
    const problems = await readSchedule(connections.aws().scheduler, name, signal).then(
      (schedule) => scheduleProblems(schedule, deadline),
      (thrown: unknown) => [asTwinrunError(thrown).message],
    );
    return problems.map((problem) => `schedule ${name.group}/${name.name}: ${problem}`);
  });
  return (await Promise.all(found)).flat();
}
