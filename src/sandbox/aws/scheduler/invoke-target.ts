import type { Ecs } from '../ecs/ecs.ts';
import type { ScheduleRecord } from './schedule-record.ts';

/** Starts what a schedule is for. Only tasks of ECS are known here. Throws what RunTask throws. */
export async function invokeTarget(
  record: ScheduleRecord,
  fire: { readonly at: number; readonly execution: string; readonly attempt: number; readonly arn: string },
  ecs: Ecs,
): Promise<void> {
  const { Arn: cluster, EcsParameters: parameters, Input: input } = record.input.Target;
  if (parameters === undefined) throw new Error('only targets of ECS are started here');
  const network = parameters.NetworkConfiguration?.awsvpcConfiguration;
  const answer = await ecs.call('RunTask', {
    cluster,
    taskDefinition: parameters.TaskDefinitionArn,
    count: parameters.TaskCount ?? 1,
    launchType: parameters.LaunchType ?? 'FARGATE',
    ...(network === undefined
      ? {}
      : {
          networkConfiguration: {
            awsvpcConfiguration: { subnets: network.Subnets, securityGroups: network.SecurityGroups, assignPublicIp: network.AssignPublicIp },
          },
        }),
    ...(input === undefined ? {} : { overrides: JSON.parse(withContext(input, fire)) as unknown }),
    startedBy: `chronos-schedule/${record.name}`.slice(0, 128),
  });
  const failures = (answer?.failures ?? []) as readonly { reason?: string }[];
  if (failures.length > 0) throw new Error(failures[0]?.reason ?? 'RunTask failed');
}

/** The keywords of Scheduler's user guide, "Adding context attributes". */
function withContext(input: string, { at, execution, attempt, arn }: { at: number; execution: string; attempt: number; arn: string }): string {
  const values: Readonly<Record<string, string>> = {
    'scheduled-time': new Date(at).toISOString().replace(/\.\d+Z$/, 'Z'),
    'execution-id': execution,
    'attempt-number': String(attempt),
    'schedule-arn': arn,
  };
  return input.replace(/<aws\.scheduler\.([a-z-]+)>/g, (whole, name: string) => values[name] ?? whole);
}
