import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateClusterCommand, DescribeTasksCommand, ListTasksCommand, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { CreateScheduleCommand, GetScheduleCommand, ResourceNotFoundException, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AwsStandIn, startAwsStandIn, writeFiles } from '../../../testing/aws-stand-in.ts';
import { nextFireOf } from './next-fire.ts';
import type { ScheduleRecord } from './schedule-record.ts';

let aws: AwsStandIn;

beforeAll(async () => {
  aws = await startAwsStandIn();
  const context = await mkdtemp(join(aws.folder, 'context-'));
  await aws.server.registerImage('batch:1', await writeFiles(context, { Dockerfile: 'FROM alpine\nCMD ["sleep", "30"]' }));
  await aws.ecs.send(new CreateClusterCommand({ clusterName: 'batch' }));
  const container = { name: 'main', image: 'batch:1', essential: true };
  const platform = { requiresCompatibilities: ['FARGATE' as const], networkMode: 'awsvpc' as const, cpu: '256', memory: '512' };
  await aws.ecs.send(new RegisterTaskDefinitionCommand({ family: 'batch', containerDefinitions: [container], ...platform }));
});
afterAll(() => aws.close());

const schedule = (name: string, at: number, change: object = {}) => ({
  Name: name,
  ScheduleExpression: `at(${new Date(at).toISOString().slice(0, 19)})`,
  FlexibleTimeWindow: { Mode: 'OFF' as const },
  Target: {
    ...{
      Arn: 'batch',
      RoleArn: 'arn:role',
      Input: '{"containerOverrides":[{"name":"main","environment":[{"name":"FIRE","value":"<aws.scheduler.scheduled-time>"}]}]}',
    },
    EcsParameters: {
      TaskDefinitionArn: 'batch',
      LaunchType: 'FARGATE' as const,
      NetworkConfiguration: { awsvpcConfiguration: { Subnets: ['subnet-1'], SecurityGroups: ['sg-1'] } },
    },
  },
  ...change,
});

async function startedBy(name: string) {
  const { taskArns = [] } = await aws.ecs.send(new ListTasksCommand({ cluster: 'batch', startedBy: `chronos-schedule/${name}` }));
  if (taskArns.length === 0) return [];
  return (await aws.ecs.send(new DescribeTasksCommand({ cluster: 'batch', tasks: taskArns }))).tasks ?? [];
}

/** A whole second: `at()` knows no parts of one. */
const soon = () => Math.ceil((Date.now() + 300) / 1000) * 1000;

describe('the scheduler of the sandbox', () => {
  it('really starts a task when a schedule is due, once, and tells it for which fire', async () => {
    const at = soon();
    await aws.scheduler.send(new CreateScheduleCommand(schedule('fires', at, { ActionAfterCompletion: 'DELETE' })));
    expect(await startedBy('fires')).toEqual([]);
    await expect.poll(async () => (await startedBy('fires')).length, { timeout: 60_000 }).toBe(1);
    const [task] = await startedBy('fires');
    expect(task?.overrides?.containerOverrides?.[0]?.environment).toEqual([
      { name: 'FIRE', value: new Date(at).toISOString().replace('.000Z', 'Z') },
    ]);
    await expect(aws.scheduler.send(new GetScheduleCommand({ Name: 'fires' }))).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  it('starts nothing while disabled, and makes up no fire that was missed meanwhile', async () => {
    const at = soon();
    await aws.scheduler.send(new CreateScheduleCommand(schedule('waits', at, { State: 'DISABLED' })));
    await new Promise((resolve) => setTimeout(resolve, at - Date.now() + 300));
    await aws.scheduler.send(new UpdateScheduleCommand(schedule('waits', at, { State: 'ENABLED' })));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await startedBy('waits')).toEqual([]);
  });
});

describe('the next fire', () => {
  const record = (ScheduleExpression: string, change: object = {}): ScheduleRecord =>
    ({ createdAt: Date.UTC(2026, 0, 1, 0, 0, 30), firedUntil: Date.UTC(2026, 0, 1, 0, 0, 30), input: { ScheduleExpression, ...change } }) as never;
  const iso = (at: number | undefined) => (at === undefined ? undefined : new Date(at).toISOString());

  it.each([
    ['cron(30 1 * * ? *)', { ScheduleExpressionTimezone: 'Asia/Tokyo' }, '2026-01-01T16:30:00.000Z'],
    ['rate(5 minutes)', {}, '2026-01-01T00:05:30.000Z'],
    ['at(2026-02-01T09:00:00)', { ScheduleExpressionTimezone: 'Asia/Tokyo' }, '2026-02-01T00:00:00.000Z'],
    ['at(2025-02-01T09:00:00)', {}, undefined],
    ['cron(0 0 1 1 ? 2025)', {}, undefined],
    ['rate(5 minutes)', { State: 'DISABLED' }, undefined],
    ['rate(1 day)', { EndDate: Date.UTC(2026, 0, 1, 12) / 1000 }, undefined],
  ])('of %s %j', (expression, change, expected) => expect(iso(nextFireOf(record(expression, change)))).toBe(expected));
});
