import { z } from 'zod';
import { isZone } from '../../../runtime/zone.ts';
import { readExpression } from '../../../schedule/eventbridge.ts';
import { AwsError } from '../aws-error.ts';

const INPUT = z.looseObject({
  ScheduleExpression: z.string().min(1).max(256),
  ScheduleExpressionTimezone: z.string().min(1).max(50).optional(),
  FlexibleTimeWindow: z.looseObject({ Mode: z.enum(['OFF', 'FLEXIBLE']), MaximumWindowInMinutes: z.int().min(1).max(1440).optional() }),
  GroupName: z.string().optional(),
  State: z.enum(['ENABLED', 'DISABLED']).optional(),
  ActionAfterCompletion: z.enum(['NONE', 'DELETE']).optional(),
  StartDate: z.number().optional(),
  EndDate: z.number().optional(),
  Target: z.looseObject({
    Arn: z.string().min(1),
    RoleArn: z.string().min(1),
    Input: z.string().min(1).optional(),
    EcsParameters: z
      .looseObject({
        TaskDefinitionArn: z.string().min(1),
        TaskCount: z.int().min(1).max(10).optional(),
        LaunchType: z.string().optional(),
        NetworkConfiguration: z
          .looseObject({
            awsvpcConfiguration: z.looseObject({
              Subnets: z.array(z.string()),
              SecurityGroups: z.array(z.string()).optional(),
              AssignPublicIp: z.string().optional(),
            }),
          })
          .optional(),
      })
      .optional(),
    RetryPolicy: z
      .looseObject({ MaximumEventAgeInSeconds: z.int().min(60).max(86_400).optional(), MaximumRetryAttempts: z.int().min(0).max(185).optional() })
      .optional(),
  }),
});

/** What Scheduler was told of a schedule; members that are not looked at are kept as they came. */
export type ScheduleInput = z.infer<typeof INPUT>;

/** A schedule as it is kept. Times are ms since 1970. */
export interface ScheduleRecord {
  readonly name: string;
  readonly group: string;
  readonly input: ScheduleInput;
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** The last fire that was invoked; fires after it are still to come. */
  readonly firedUntil: number;
}

const RATE = /^rate\((\d+) (minutes?|hours?|days?)\)$/;
const AT = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/;
const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Reads the body of CreateSchedule and UpdateSchedule. Throws ValidationException. */
export function readScheduleInput(body: unknown): ScheduleInput {
  const read = INPUT.safeParse(body);
  if (!read.success) {
    const issue = read.error.issues[0];
    throw invalid(`1 validation error detected: Value at '${issue?.path.join('.') ?? ''}' failed to satisfy constraint: ${issue?.message ?? ''}`);
  }
  const { ScheduleExpression: expression, ScheduleExpressionTimezone: zone, FlexibleTimeWindow: window } = read.data;
  if (zone !== undefined && !isZone(zone)) throw invalid(`Invalid Schedule Expression Timezone: ${zone}.`);
  if ((window.Mode === 'OFF') !== (window.MaximumWindowInMinutes === undefined))
    throw invalid('FlexibleTimeWindow: MaximumWindowInMinutes is for mode FLEXIBLE.');
  if (!RATE.test(expression) && !AT.test(expression) && typeof readExpression(expression) === 'string')
    throw invalid(`Invalid Schedule Expression ${expression}.`);
  return read.data;
}

/** The time between two fires of a `rate()`, the wall time of an `at()` as if it were UTC, both in ms. */
export function otherTimes(expression: string): { readonly every: number } | { readonly at: number } | undefined {
  const [, count, unit] = RATE.exec(expression) ?? [];
  if (count !== undefined) return { every: Number(count) * (UNIT_MS[unit?.replace(/s$/, '') ?? ''] ?? 60_000) };
  const [, wall] = AT.exec(expression) ?? [];
  return wall === undefined ? undefined : { at: Date.parse(`${wall}Z`) };
}

export function invalid(message: string): AwsError {
  return new AwsError(400, 'ValidationException', message);
}
