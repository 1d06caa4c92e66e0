import { randomUUID } from 'node:crypto';
import {
  CreateClusterCommand,
  DeregisterTaskDefinitionCommand,
  DescribeClustersCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ListTaskDefinitionsCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  type RunTaskCommandInput,
  StopTaskCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import { expect } from 'vitest';
import type { ContractTarget, DefineTest } from './contract.ts';

async function bench({ ecs, image, network }: ContractTarget) {
  const cluster = `c-${randomUUID()}`;
  const family = `f-${randomUUID()}`;
  await ecs.send(new CreateClusterCommand({ clusterName: cluster }));
  const register = () =>
    ecs.send(
      new RegisterTaskDefinitionCommand({
        family,
        networkMode: 'awsvpc',
        requiresCompatibilities: ['FARGATE'],
        cpu: '256',
        memory: '512',
        executionRoleArn: 'arn:aws:iam::123456789012:role/execution',
        containerDefinitions: [{ name: 'main', image, memory: 512, environment: [{ name: 'A', value: '1' }] }],
      }),
    );
  return {
    cluster,
    family,
    register,
    run: (change: Partial<RunTaskCommandInput> = {}) =>
      ecs.send(new RunTaskCommand({ cluster, taskDefinition: family, launchType: 'FARGATE', networkConfiguration: network, ...change })),
    describe: (...tasks: string[]) => ecs.send(new DescribeTasksCommand({ cluster, tasks })),
    stopped: async (task: string): Promise<Task> => {
      for (;;) {
        const found = (await ecs.send(new DescribeTasksCommand({ cluster, tasks: [task] }))).tasks?.[0];
        if (found?.lastStatus === 'STOPPED') return found;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
  };
}

/** What Twinrun relies on in ECS. */
export function ecsContract(test: DefineTest): void {
  test('a registration makes a revision, found by family, revision and ARN', async (target) => {
    const { register, family } = await bench(target);
    const { taskDefinition: first } = await register();
    const { taskDefinition: second } = await register();
    expect([first?.revision, second?.revision, second?.status]).toEqual([1, 2, 'ACTIVE']);
    expect(second?.taskDefinitionArn).toMatch(new RegExp(`:task-definition/${family}:2$`));
    const find = async (taskDefinition = '') =>
      (await target.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }))).taskDefinition?.revision;
    expect([await find(family), await find(`${family}:1`), await find(first?.taskDefinitionArn)]).toEqual([2, 1, 1]);
    expect(second?.containerDefinitions?.[0]).toMatchObject({
      name: 'main',
      image: target.image,
      essential: true,
      environment: [{ name: 'A', value: '1' }],
    });
  });

  test('an unknown task definition is a ClientException', async ({ ecs }) => {
    await expect(ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'no-such-family' }))).rejects.toMatchObject({
      name: 'ClientException',
    });
  });

  test('deregistered, a revision is inactive and no longer listed', async (target) => {
    const { register, family } = await bench(target);
    await register();
    await register();
    const { taskDefinition } = await target.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: `${family}:2` }));
    expect(taskDefinition?.status).toBe('INACTIVE');
    const { taskDefinitionArns = [] } = await target.ecs.send(new ListTaskDefinitionsCommand({ familyPrefix: family }));
    expect(taskDefinitionArns.map((arn) => arn.replace(/.*\//, ''))).toEqual([`${family}:1`]);
  });

  test('a family means its newest active revision', async (target) => {
    const { register, family } = await bench(target);
    await register();
    await register();
    await target.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: `${family}:2` }));
    const { taskDefinition } = await target.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: family }));
    expect(taskDefinition?.revision).toBe(1);
  });

  test('clusters', async (target) => {
    const { cluster } = await bench(target);
    const { clusters, failures } = await target.ecs.send(new DescribeClustersCommand({ clusters: [cluster, 'no-such-cluster'] }));
    expect(clusters).toMatchObject([{ clusterName: cluster, status: 'ACTIVE' }]);
    expect(failures).toMatchObject([{ reason: 'MISSING' }]);
  });

  test('a cluster that is not there is a ClusterNotFoundException', async (target) => {
    const { register, run } = await bench(target);
    await register();
    await expect(run({ cluster: 'no-such-cluster' })).rejects.toMatchObject({ name: 'ClusterNotFoundException' });
  });

  test('a task runs to STOPPED, with the exit code of its container', async (target) => {
    const { register, run, stopped, cluster } = await bench(target);
    await register();
    const { tasks, failures } = await run();
    expect([tasks?.length, failures]).toEqual([1, []]);
    const arn = tasks?.[0]?.taskArn ?? '';
    expect(arn).toContain(`:task/${cluster}/`);
    expect(await stopped(arn)).toMatchObject({ taskArn: arn, containers: [{ name: 'main', exitCode: 0 }] });
  });

  test('a task that ended by itself says so, and who started it', async (target) => {
    const { register, run, stopped } = await bench(target);
    await register();
    const { tasks } = await run({ startedBy: 'twinrun' });
    expect(await stopped(tasks?.[0]?.taskArn ?? '')).toMatchObject({
      desiredStatus: 'STOPPED',
      startedBy: 'twinrun',
      stopCode: 'EssentialContainerExited',
    });
  });

  test('an unknown task is a failure MISSING, not an error', async (target) => {
    const { describe } = await bench(target);
    expect(await describe('0123456789abcdef0123456789abcdef')).toMatchObject({ tasks: [], failures: [{ reason: 'MISSING' }] });
  });

  test('a stopped task says that the user did it', async (target) => {
    const { register, run, stopped, cluster } = await bench(target);
    await register();
    const override = { containerOverrides: [{ name: 'main', command: ['sleep', '60'] }] };
    const arn = (await run({ overrides: override })).tasks?.[0]?.taskArn ?? '';
    await target.ecs.send(new StopTaskCommand({ cluster, task: arn, reason: 'enough' }));
    expect(await stopped(arn)).toMatchObject({ stopCode: 'UserInitiated', stoppedReason: 'enough' });
  });

  test('stopping an unknown task is an InvalidParameterException', async (target) => {
    const { cluster } = await bench(target);
    const stop = new StopTaskCommand({ cluster, task: '0123456789abcdef0123456789abcdef' });
    await expect(target.ecs.send(stop)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  test('running tasks are listed', async (target) => {
    const { register, run, cluster } = await bench(target);
    await register();
    const arn = (await run({ overrides: { containerOverrides: [{ name: 'main', command: ['sleep', '60'] }] } })).tasks?.[0]?.taskArn ?? '';
    expect((await target.ecs.send(new ListTasksCommand({ cluster }))).taskArns).toEqual([arn]);
    await target.ecs.send(new StopTaskCommand({ cluster, task: arn }));
  });

  test('a task is listed by who started it while it runs, and by its family when it has stopped', async (target) => {
    const { register, run, stopped, cluster, family, describe } = await bench(target);
    await register();
    const override = { containerOverrides: [{ name: 'main', command: ['sleep', '60'] }] };
    const arn = (await run({ startedBy: 'twinrun/run-1/candidate-1', overrides: override })).tasks?.[0]?.taskArn ?? '';
    const list = async (input: object) => (await target.ecs.send(new ListTasksCommand({ cluster, ...input }))).taskArns;
    expect(await list({ startedBy: 'twinrun/run-1/candidate-1' })).toEqual([arn]);
    expect(await list({ startedBy: 'twinrun/run-1/candidate-2' })).toEqual([]);
    await target.ecs.send(new StopTaskCommand({ cluster, task: arn }));
    await stopped(arn);
    expect(await list({ family, desiredStatus: 'STOPPED' })).toEqual([arn]);
    expect((await describe(arn)).tasks?.[0]?.startedBy).toBe('twinrun/run-1/candidate-1');
  });

  test('awsvpc needs a network configuration', async (target) => {
    const { register, run } = await bench(target);
    await register();
    await expect(run({ networkConfiguration: undefined })).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  test('an override must name a container', async (target) => {
    const { register, run } = await bench(target);
    await register();
    await expect(run({ overrides: { containerOverrides: [{ name: 'nobody' }] } })).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  test('a client token starts once, and other parameters are a conflict', async (target) => {
    const { register, run } = await bench(target);
    await register();
    const clientToken = randomUUID();
    const arn = (await run({ clientToken })).tasks?.[0]?.taskArn;
    expect((await run({ clientToken })).tasks?.[0]?.taskArn).toBe(arn);
    await expect(run({ clientToken, count: 2 })).rejects.toMatchObject({ name: 'ConflictException', resourceIds: [arn] });
  });
}
