import type { ECSClient, RunTaskCommandInput, TaskDefinition } from '@aws-sdk/client-ecs';
import { TwinrunError } from '../model/error.ts';
import type { TakeRequest } from '../model/runner.ts';
import { sha256 } from '../runtime/hash.ts';
import type { FargateConfig } from './fargate-config.ts';

/** Throws `fargate.no-definition`, and what the SDK throws. */
export async function describeDefinition(ecs: ECSClient, name: string): Promise<TaskDefinition> {
  const { DescribeTaskDefinitionCommand } = await import('@aws-sdk/client-ecs');
  const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: name }));
  if (taskDefinition !== undefined) return taskDefinition;
  throw new TwinrunError({
    code: 'fargate.no-definition',
    message: `ECS knows no task definition ${name}`,
    fix: 'Register it, or correct taskDefinition in the scenario.',
  });
}

/** What makes a second start find the first one. Both follow from run and take alone, so that nothing need be remembered over a crash. */
export interface TaskIdentity {
  /** At most 64 characters of ASCII 33 to 126; ECS keeps it for 24 h. */
  readonly clientToken: string;
  /** Up to 128 letters, digits, `-`, `_` and `/`; tasks are listed by it. */
  readonly startedBy: string;
}

export function taskIdentity({ run, take }: TakeRequest): TaskIdentity {
  return { clientToken: sha256(`${run}/${take}`), startedBy: `twinrun/${run.replace(/[^A-Za-z0-9_-]/g, '-')}/${take}`.slice(0, 128) };
}

/** The definition goes by ARN, with its revision: a revision that is registered meanwhile changes nothing. */
export function runTaskInput(
  settings: FargateConfig,
  definition: TaskDefinition,
  container: string,
  environment: Readonly<Record<string, string>>,
  identity: TaskIdentity,
): RunTaskCommandInput {
  const { capacityProvider, platformVersion, network, cpu, memory, command } = settings;
  return {
    cluster: settings.cluster,
    taskDefinition: definition.taskDefinitionArn ?? settings.taskDefinition,
    count: 1,
    ...identity,
    ...(capacityProvider === undefined ? { launchType: 'FARGATE' } : { capacityProviderStrategy: [{ capacityProvider, weight: 1 }] }),
    ...(platformVersion === undefined ? {} : { platformVersion }),
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: [...network.subnets],
        securityGroups: [...network.securityGroups],
        assignPublicIp: network.assignPublicIp ? 'ENABLED' : 'DISABLED',
      },
    },
    overrides: {
      ...(cpu === undefined ? {} : { cpu }),
      ...(memory === undefined ? {} : { memory }),
      containerOverrides: [
        {
          name: container,
          environment: Object.entries(environment).map(([name, value]) => ({ name, value })),
          ...(command === undefined ? {} : { command: [...command] }),
        },
      ],
    },
  };
}
