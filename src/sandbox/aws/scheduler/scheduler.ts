import type { Clock } from '../../../model/clock.ts';
import type { Ids } from '../../../model/context.ts';
import type { Ecs } from '../ecs/ecs.ts';
import type { Answer } from '../http/answer.ts';
import type { Incoming } from '../http/incoming.ts';
import type { Caller } from '../signature/verify-signature.ts';
import { startFiring } from './firing.ts';
import type { ScheduleRecord } from './schedule-record.ts';
import { ScheduleStore } from './schedule-store.ts';
import { answerScheduler } from './scheduler-service.ts';

/** EventBridge Scheduler: its operations, and the fires of what is enabled. */
export interface Scheduler {
  answer(request: Incoming): Promise<Answer>;
  /** Nothing fires any more. */
  close(): Promise<void>;
}

/** `folder` must exist. Schedules that were missed while nothing ran fire once, late, as after an outage of the service. */
export async function startScheduler(
  folder: string,
  platform: { readonly caller: Caller; readonly clock: Clock; readonly ids: Ids; readonly ecs: Ecs },
): Promise<Scheduler> {
  const store = await ScheduleStore.open(folder);
  const arnOf = ({ group, name }: Pick<ScheduleRecord, 'group' | 'name'>) =>
    `arn:aws:scheduler:${platform.caller.region}:123456789012:schedule/${group}/${name}`;
  const firing = startFiring({ ...platform, store, arnOf });
  return { answer: (request) => answerScheduler(request, { ...platform, store, firing, arnOf }), close: () => firing.close() };
}
