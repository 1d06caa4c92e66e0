import { z } from 'zod';
import { assertRegistrable } from './assert-registrable.ts';
import { clientException, ecsInput } from './ecs-error.ts';
import { type EcsHandler, type EcsState, ecsArn } from './ecs-state.ts';
import { registerContent, type TaskDefinition } from './task-definition.ts';

const registerInput = registerContent.extend({ tags: z.array(z.looseObject({ key: z.string(), value: z.string().optional() })).optional() });

/** RegisterTaskDefinition: a new revision each time, with the refusals that Fargate would give. */
export const registerTaskDefinition: EcsHandler = async (input, state) => {
  const { tags = [], ...content } = ecsInput(registerInput, input);
  assertRegistrable(content);
  const revisions = state.families.get(content.family) ?? [];
  const revision = revisions.length + 1;
  const definition: TaskDefinition = {
    ...content,
    taskDefinitionArn: ecsArn(state.platform, `task-definition/${content.family}:${revision}`),
    revision,
    status: 'ACTIVE',
    registeredAt: state.platform.clock.now().getTime() / 1000,
  };
  state.families.set(content.family, [...revisions, definition]);
  return { taskDefinition: describeDefinition(definition), tags };
};

const oneDefinition = z.looseObject({ taskDefinition: z.string() });

/** DescribeTaskDefinition, by family, family:revision or ARN. */
export const describeTaskDefinition: EcsHandler = async (input, state) => {
  const definition = findDefinition(state, ecsInput(oneDefinition, input).taskDefinition);
  if (definition === undefined) throw clientException('Unable to describe task definition.');
  return { taskDefinition: describeDefinition(definition), tags: [] };
};

/** DeregisterTaskDefinition: it can still be described, not started. */
export const deregisterTaskDefinition: EcsHandler = async (input, state) => {
  const { taskDefinition } = ecsInput(oneDefinition, input);
  const definition = /:\d+$/.test(taskDefinition) ? findDefinition(state, taskDefinition) : undefined;
  if (definition === undefined) throw clientException('The specified task definition does not exist.');
  const inactive: TaskDefinition = { ...definition, status: 'INACTIVE' };
  const revisions = state.families.get(definition.family) ?? [];
  state.families.set(definition.family, revisions.with(definition.revision - 1, inactive));
  return { taskDefinition: describeDefinition(inactive) };
};

const listInput = z.looseObject({
  familyPrefix: z.string().optional(),
  status: z.enum(['ACTIVE', 'INACTIVE']).default('ACTIVE'),
  sort: z.enum(['ASC', 'DESC']).default('ASC'),
});

/** ListTaskDefinitions: of one family or of all, all at once. */
export const listTaskDefinitions: EcsHandler = async (input, state) => {
  const { familyPrefix, status, sort } = ecsInput(listInput, input);
  const arns = [...state.families.keys()]
    .sort()
    .filter((family) => familyPrefix === undefined || family === familyPrefix)
    .flatMap((family) => state.families.get(family) ?? [])
    .filter((definition) => definition.status === status)
    .map((definition) => definition.taskDefinitionArn);
  return { taskDefinitionArns: sort === 'DESC' ? arns.reverse() : arns };
};

/** The revision meant; a family alone means its newest active one. */
export function findDefinition(state: EcsState, given: string): TaskDefinition | undefined {
  const match = /^(?:arn:aws:ecs:[^:]*:\d*:task-definition\/)?([A-Za-z0-9_-]+)(?::(\d+))?$/.exec(given);
  const revisions = state.families.get(match?.[1] ?? '') ?? [];
  if (match?.[2] !== undefined) return revisions[Number(match[2]) - 1];
  return revisions.findLast((definition) => definition.status === 'ACTIVE');
}

function describeDefinition(definition: TaskDefinition): Readonly<Record<string, unknown>> {
  return {
    volumes: [],
    placementConstraints: [],
    compatibilities: ['EC2', 'FARGATE'],
    ...definition,
  };
}
