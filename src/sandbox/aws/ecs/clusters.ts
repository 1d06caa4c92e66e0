import { z } from 'zod';
import { ecsInput, textList } from './ecs-error.ts';
import { clusterName, type EcsHandler, type EcsState, ecsArn } from './ecs-state.ts';

/** CreateCluster; one that exists is answered as it is. */
export const createCluster: EcsHandler = async (input, state) => {
  const { clusterName: name = 'default' } = ecsInput(
    z.looseObject({
      clusterName: z
        .string()
        .regex(/^[A-Za-z0-9_-]{1,255}$/)
        .optional(),
    }),
    input,
  );
  state.clusters.add(name);
  return { cluster: describe(state, name) };
};

/** DescribeClusters. */
export const describeClusters: EcsHandler = async (input, state) => {
  const { clusters = ['default'] } = ecsInput(z.looseObject({ clusters: textList.optional() }), input);
  const names = clusters.map(clusterName);
  return {
    clusters: names.filter((name) => state.clusters.has(name)).map((name) => describe(state, name)),
    failures: names
      .filter((name) => !state.clusters.has(name))
      .map((name) => ({ arn: ecsArn(state.platform, `cluster/${name}`), reason: 'MISSING' })),
  };
};

function describe(state: EcsState, name: string): Readonly<Record<string, unknown>> {
  const tasks = [...state.tasks.values()].filter((task) => task.cluster === name);
  return {
    clusterArn: ecsArn(state.platform, `cluster/${name}`),
    clusterName: name,
    status: 'ACTIVE',
    registeredContainerInstancesCount: 0,
    runningTasksCount: tasks.filter((task) => task.lastStatus === 'RUNNING').length,
    pendingTasksCount: tasks.filter((task) => task.lastStatus === 'PROVISIONING' || task.lastStatus === 'PENDING').length,
    activeServicesCount: 0,
    capacityProviders: ['FARGATE'],
    settings: [],
    statistics: [],
    tags: [],
  };
}
