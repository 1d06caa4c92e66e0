import { z } from 'zod';
import { canonicalJson } from '../../../runtime/canonical-json.ts';
import { AwsError } from '../aws-error.ts';
import { clientException, ecsInput, invalidParameter } from './ecs-error.ts';
import { type EcsHandler, type EcsState, ecsArn, requireCluster } from './ecs-state.ts';
import { type ContainerOverride, describeTask, type Task } from './task.ts';
import type { TaskDefinition } from './task-definition.ts';
import { findDefinition } from './task-definitions.ts';

const pair = z.looseObject({ name: z.string().min(1), value: z.string() });

const runInput = z.looseObject({
  cluster: z.string().optional(),
  taskDefinition: z.string(),
  count: z.int().min(1).max(10).default(1),
  launchType: z.enum(['FARGATE', 'EC2', 'EXTERNAL']).optional(),
  capacityProviderStrategy: z.array(z.looseObject({ capacityProvider: z.string() })).optional(),
  networkConfiguration: z
    .looseObject({ awsvpcConfiguration: z.looseObject({ subnets: z.array(z.string()), securityGroups: z.array(z.string()).optional() }).optional() })
    .optional(),
  overrides: z
    .looseObject({
      containerOverrides: z
        .array(z.looseObject({ name: z.string(), command: z.array(z.string()).optional(), environment: z.array(pair).optional() }))
        .default([]),
    })
    .optional(),
  clientToken: z
    .string()
    .regex(/^[\x21-\x7e]{1,64}$/)
    .optional(),
  startedBy: z.string().max(128).optional(),
  group: z.string().optional(),
});

type RunInput = z.infer<typeof runInput>;

/** After its start a task is not seen at once: DescribeTasks is eventually consistent. Milliseconds. */
const INVISIBLE_MS = 150;
const TOKEN_LIFE_MS = 24 * 3_600_000;

/** RunTask. A client token that was used before gives the tasks of that time; with other parameters it gives ConflictException. */
export function runTask(start: (task: Task) => void): EcsHandler {
  return async (input, state) => {
    const request = ecsInput(runInput, input);
    const cluster = requireCluster(state, request.cluster);
    const earlier = earlierStart(request, cluster, state);
    if (earlier !== undefined) return { tasks: earlier.map(describeTask), failures: [] };
    const definition = findDefinition(state, request.taskDefinition);
    if (definition === undefined) throw clientException('TaskDefinition not found.');
    if (definition.status === 'INACTIVE') throw clientException('TaskDefinition is inactive');
    assertRunnable(request, definition);
    const tasks = Array.from({ length: request.count }, () => makeTask(request, definition, cluster, state));
    for (const task of tasks) state.tasks.set(task.arn, task);
    if (request.clientToken !== undefined) {
      state.starts.set(`${cluster}/${request.clientToken}`, {
        parameters: parametersOf(request),
        taskArns: tasks.map((task) => task.arn),
        at: state.platform.clock.now().getTime(),
      });
    }
    const answer = { tasks: tasks.map(describeTask), failures: [] };
    for (const task of tasks) start(task);
    return answer;
  };
}

function earlierStart(request: RunInput, cluster: string, state: EcsState): readonly Task[] | undefined {
  const start = request.clientToken === undefined ? undefined : state.starts.get(`${cluster}/${request.clientToken}`);
  if (start === undefined || state.platform.clock.now().getTime() - start.at > TOKEN_LIFE_MS) return undefined;
  if (start.parameters !== parametersOf(request)) {
    throw new AwsError(400, 'ConflictException', 'The client token was used before with different parameters.', { resourceIds: start.taskArns });
  }
  return start.taskArns.flatMap((arn) => state.tasks.get(arn) ?? []);
}

function parametersOf({ clientToken: _token, ...parameters }: RunInput): string {
  return canonicalJson(parameters);
}

function assertRunnable(request: RunInput, definition: TaskDefinition): void {
  if (request.launchType !== undefined && (request.capacityProviderStrategy?.length ?? 0) > 0) {
    throw invalidParameter('Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.');
  }
  if (request.launchType === 'FARGATE' && !definition.requiresCompatibilities.includes('FARGATE')) {
    throw invalidParameter('Task definition does not support launch_type FARGATE.');
  }
  if (definition.networkMode === 'awsvpc') {
    const network = request.networkConfiguration?.awsvpcConfiguration;
    if (network === undefined) throw invalidParameter("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
    if (network.subnets.length === 0) throw invalidParameter('subnets can not be empty.');
  }
  for (const { name } of request.overrides?.containerOverrides ?? []) {
    if (!definition.containerDefinitions.some((container) => container.name === name)) {
      throw invalidParameter(`Override for container named ${name} is not a container in the TaskDefinition.`);
    }
  }
}

function makeTask(request: RunInput, definition: TaskDefinition, cluster: string, state: EcsState): Task {
  const { platform } = state;
  const id = Buffer.from(platform.ids.unique()).toString('hex').slice(0, 32).padStart(32, '0');
  const overrides: readonly ContainerOverride[] = request.overrides?.containerOverrides ?? [];
  return {
    arn: ecsArn(platform, `task/${cluster}/${id}`),
    id,
    cluster,
    clusterArn: ecsArn(platform, `cluster/${cluster}`),
    definition,
    containers: definition.containerDefinitions.map((container, index) => ({
      definition: container,
      override: overrides.find((override) => override.name === container.name),
      runtimeId: String(index),
      lastStatus: 'PENDING',
    })),
    launchType: request.launchType ?? (request.capacityProviderStrategy === undefined ? 'EC2' : 'FARGATE'),
    startedBy: request.startedBy,
    group: request.group ?? `family:${definition.family}`,
    createdAt: platform.clock.now().getTime(),
    visibleFrom: platform.clock.monotonic() + INVISIBLE_MS,
    stopping: new AbortController(),
    lastStatus: 'PROVISIONING',
  };
}
