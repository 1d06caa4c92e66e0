import { z } from 'zod';
import type { Connections } from '../connections/connections.ts';
import { readSchedule, setScheduleState } from '../connections/schedule-state.ts';
import { shellQuote } from '../connections/ssh/ssh-command.ts';
import { asTwinrunError } from '../model/error.ts';
import { message } from '../model/message.ts';
import type { StepKind } from '../model/step-kind.ts';

const config = z.strictObject({
  name: z.string().min(1).describe('Name of the schedule in EventBridge Scheduler'),
  group: z.string().min(1).default('default').describe('Its group'),
  state: z.enum(['enabled', 'disabled']).describe('Every other field of the schedule stays as it is'),
});

type SchedulerConfig = z.infer<typeof config>;

/** Enables or disables a schedule, and reads it back. Doing it twice leaves the same. */
export function schedulerStep(connections: Connections): StepKind<SchedulerConfig> {
  return {
    kind: 'scheduler',
    config,
    repeat: () => 'safe',
    plan: ({ name, group, state }) => [message('scheduler.plan', 'leave schedule {group}/{name} {state}', { group, name, state })],
    async permitted({ name, group }, _, x) {
      const { State } = await readSchedule(connections.aws().scheduler, { group, name }, x.signal);
      return {
        status: 'unknown',
        text: `schedule ${group}/${name} is there (${State ?? ''}), but whether it may be updated does not show without doing it`,
      };
    },
    byHand: ({ name, group, state }) => [
      `aws scheduler get-schedule --group-name ${shellQuote(group)} --name ${shellQuote(name)} > schedule.json`,
      `aws scheduler update-schedule --cli-input-json file://schedule.json   # with "State": "${state.toUpperCase()}", without Arn, CreationDate and LastModificationDate`,
    ],
    async run({ name, group, state }, { timeoutMs }, x) {
      const stop = AbortSignal.any([x.signal, AbortSignal.timeout(timeoutMs)]);
      try {
        const done = await setScheduleState(connections.aws().scheduler, { group, name }, state === 'enabled' ? 'ENABLED' : 'DISABLED', stop);
        const from = done === 'already' ? {} : { from: state === 'enabled' ? 'disabled' : 'enabled' };
        return {
          status: 'ok',
          text: done === 'already' ? `it is ${state} already` : `it is ${state} now`,
          changes: [{ side: 'candidate', fact: `schedule ${group}/${name}`, ...from, to: state }],
        };
      } catch (thrown) {
        const error = asTwinrunError(thrown);
        // Only what says that there is no such schedule says that nothing was changed.
        return error.code === 'scheduler.none'
          ? { status: 'failed', started: false, text: error.message }
          : { status: 'unknown', text: error.message };
      }
    },
  };
}
