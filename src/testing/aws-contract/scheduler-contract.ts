import { randomUUID } from 'node:crypto';
import {
  ConflictException,
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  ResourceNotFoundException,
  UpdateScheduleCommand,
  ValidationException,
} from '@aws-sdk/client-scheduler';
import { expect } from 'vitest';
import type { DefineTest } from './contract.ts';

const wanted = (change: Partial<CreateScheduleCommandInput> = {}): CreateScheduleCommandInput => ({
  Name: `batch-${randomUUID()}`,
  ScheduleExpression: 'cron(30 1 * * ? *)',
  ScheduleExpressionTimezone: 'Asia/Tokyo',
  FlexibleTimeWindow: { Mode: 'OFF' },
  State: 'DISABLED',
  Description: 'the batch',
  Target: {
    Arn: 'arn:aws:ecs:ap-northeast-1:123456789012:cluster/batch',
    RoleArn: 'arn:aws:iam::123456789012:role/scheduler',
    Input: '{"containerOverrides":[]}',
    EcsParameters: {
      TaskDefinitionArn: 'arn:aws:ecs:ap-northeast-1:123456789012:task-definition/client-export',
      LaunchType: 'FARGATE',
      NetworkConfiguration: { awsvpcConfiguration: { Subnets: ['subnet-1'], SecurityGroups: ['sg-1'], AssignPublicIp: 'DISABLED' } },
    },
    RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 3 },
    DeadLetterConfig: { Arn: 'arn:aws:sqs:ap-northeast-1:123456789012:dead' },
  },
  ...change,
});

/** What Twinrun relies on in EventBridge Scheduler. */
export function schedulerContract(test: DefineTest): void {
  test('a schedule comes back with every field that it was made with', async ({ scheduler }) => {
    const input = wanted();
    const { ScheduleArn: arn } = await scheduler.send(new CreateScheduleCommand(input));
    const found = await scheduler.send(new GetScheduleCommand({ Name: input.Name }));
    expect(found).toMatchObject({ ...input, GroupName: 'default', Arn: arn });
    expect(arn).toMatch(new RegExp(`:schedule/default/${input.Name}$`));
    expect(found.CreationDate).toBeInstanceOf(Date);
  });

  test('a name is taken once', async ({ scheduler }) => {
    const input = wanted();
    await scheduler.send(new CreateScheduleCommand(input));
    await expect(scheduler.send(new CreateScheduleCommand(input))).rejects.toBeInstanceOf(ConflictException);
  });

  test('an update puts all fields in place of the old ones', async ({ scheduler }) => {
    const input = wanted();
    await scheduler.send(new CreateScheduleCommand(input));
    await scheduler.send(new UpdateScheduleCommand({ ...input, State: 'ENABLED' }));
    expect(await scheduler.send(new GetScheduleCommand({ Name: input.Name }))).toMatchObject({ ...input, State: 'ENABLED' });
    const { Description: _, ...without } = input;
    await scheduler.send(new UpdateScheduleCommand(without));
    expect((await scheduler.send(new GetScheduleCommand({ Name: input.Name }))).Description).toBeUndefined();
  });

  test('an update without a state enables', async ({ scheduler }) => {
    const input = wanted();
    await scheduler.send(new CreateScheduleCommand(input));
    const { State: _, ...without } = input;
    await scheduler.send(new UpdateScheduleCommand(without));
    expect((await scheduler.send(new GetScheduleCommand({ Name: input.Name }))).State).toBe('ENABLED');
  });

  test('what is not there is a ResourceNotFoundException', async ({ scheduler }) => {
    const Name = `none-${randomUUID()}`;
    await expect(scheduler.send(new GetScheduleCommand({ Name }))).rejects.toBeInstanceOf(ResourceNotFoundException);
    await expect(scheduler.send(new DeleteScheduleCommand({ Name }))).rejects.toBeInstanceOf(ResourceNotFoundException);
    await expect(scheduler.send(new UpdateScheduleCommand(wanted({ Name })))).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  test('a wrong expression is a ValidationException', async ({ scheduler }) => {
    for (const ScheduleExpression of ['cron(30 1 * * * *)', '30 1 * * *', 'rate(1 fortnight)'])
      await expect(scheduler.send(new CreateScheduleCommand(wanted({ ScheduleExpression })))).rejects.toBeInstanceOf(ValidationException);
  });

  test('deleted, it is gone', async ({ scheduler }) => {
    const input = wanted();
    await scheduler.send(new CreateScheduleCommand(input));
    await scheduler.send(new DeleteScheduleCommand({ Name: input.Name }));
    await expect(scheduler.send(new GetScheduleCommand({ Name: input.Name }))).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  test('lists by prefix and state', async ({ scheduler }) => {
    const prefix = `list-${randomUUID().slice(0, 8)}`;
    for (const [name, State] of [
      ['a', 'ENABLED'],
      ['b', 'DISABLED'],
    ] as const)
      await scheduler.send(new CreateScheduleCommand(wanted({ Name: `${prefix}-${name}`, State, ScheduleExpression: 'cron(0 0 1 1 ? 2099)' })));
    const names = async (State?: 'ENABLED') => {
      const { Schedules = [] } = await scheduler.send(new ListSchedulesCommand({ NamePrefix: prefix, ...(State === undefined ? {} : { State }) }));
      return Schedules.map(({ Name }) => Name).sort();
    };
    expect(await names()).toEqual([`${prefix}-a`, `${prefix}-b`]);
    expect(await names('ENABLED')).toEqual([`${prefix}-a`]);
  });
}
