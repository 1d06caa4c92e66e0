import type { GetScheduleCommandOutput, SchedulerClient, UpdateScheduleCommandInput } from '@aws-sdk/client-scheduler';
import { TwinrunError } from '../model/error.ts';
import { canonicalJson } from '../runtime/canonical-json.ts';

/** A schedule of EventBridge Scheduler by its name. */
export interface ScheduleName {
  readonly group: string;
  readonly name: string;
}

/** What Scheduler says of a schedule. Throws `scheduler.none`, and what the SDK throws. */
export async function readSchedule(client: SchedulerClient, { group, name }: ScheduleName, signal?: AbortSignal): Promise<GetScheduleCommandOutput> {
  const { GetScheduleCommand } = await import('@aws-sdk/client-scheduler');
  try {
    return await client.send(new GetScheduleCommand({ GroupName: group, Name: name }), signal === undefined ? {} : { abortSignal: signal });
  } catch (cause) {
    if ((cause as { name?: string }).name !== 'ResourceNotFoundException') throw cause;
    throw new TwinrunError({
      code: 'scheduler.none',
      class: 'misuse',
      message: `EventBridge Scheduler has no schedule ${group}/${name}`,
      fix: 'Create it, disabled, as you create the rest of the infrastructure; or correct `schedule.candidate` in the scenario.',
      cause,
    });
  }
}

/**
 * Enables or disables a schedule and reads it back. An update of Scheduler is no patch: every field goes back as it was found. Already so: nothing is sent. Throws `scheduler.none`,
 * `scheduler.not-kept` (another field changed meanwhile, or the state did not take), and what the SDK throws.
 */
export async function setScheduleState(
  client: SchedulerClient,
  name: ScheduleName,
  state: 'ENABLED' | 'DISABLED',
  signal?: AbortSignal,
): Promise<'changed' | 'already'> {
  const before = await readSchedule(client, name, signal);
  if (before.State === state) return 'already';
  const { UpdateScheduleCommand } = await import('@aws-sdk/client-scheduler');
  await client.send(new UpdateScheduleCommand({ ...fieldsOf(before), State: state }), signal === undefined ? {} : { abortSignal: signal });
  const after = await readSchedule(client, name, signal);
  const [wanted, found] = [{ ...fieldsOf(before), State: state }, fieldsOf(after)].map((fields) => canonicalJson(JSON.parse(JSON.stringify(fields))));
  if (wanted === found) return 'changed';
  throw new TwinrunError({
    code: 'scheduler.not-kept',
    class: 'fault',
    message: `schedule ${name.group}/${name.name} is not as it was left`,
    ...{ expected: wanted ?? '', received: found ?? '' },
    fix: 'Somebody or something else changes it (infrastructure as code?). Look at it, and decide by hand.',
  });
}

/** What makes a schedule unfit for a batch that must run once a fire. `deadlineSeconds`: from its fire until the batch's result is of no use any more. */
export function scheduleProblems(schedule: GetScheduleCommandOutput, deadlineSeconds: number): readonly string[] {
  const { FlexibleTimeWindow: window, Target: target } = schedule;
  const age = target?.RetryPolicy?.MaximumEventAgeInSeconds ?? 86_400;
  return [
    ...(window?.Mode === 'OFF'
      ? []
      : [`its flexible time window is ${window?.Mode ?? 'unknown'}: it fires somewhere within ${window?.MaximumWindowInMinutes ?? '?'} minutes`]),
    ...(age <= deadlineSeconds ? [] : [`it tries again for ${age} s, and ${deadlineSeconds} s after its fire nobody wants the result any more`]),
    ...(target?.DeadLetterConfig?.Arn === undefined ? ['it has no dead-letter queue: a fire that failed would be lost without a word'] : []),
  ];
}

const FIELDS = [
  ...(['Name', 'GroupName', 'ScheduleExpression', 'ScheduleExpressionTimezone', 'StartDate', 'EndDate', 'Description', 'State'] as const),
  ...(['KmsKeyArn', 'Target', 'FlexibleTimeWindow', 'ActionAfterCompletion'] as const),
];

/** All that an update takes. */
function fieldsOf(schedule: GetScheduleCommandOutput): UpdateScheduleCommandInput {
  const found = FIELDS.flatMap((name) => (schedule[name] === undefined ? [] : [[name, schedule[name]] as const]));
  return Object.fromEntries(found) as unknown as UpdateScheduleCommandInput;
}
