import { CreateScheduleCommand, GetScheduleCommand } from '@aws-sdk/client-scheduler';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AwsStandIn, startAwsStandIn } from '../testing/aws-stand-in.ts';
import { type Moto, startMoto } from '../testing/moto.ts';
import { describeWithPrograms } from '../testing/system-program.ts';
import { readSchedule, scheduleProblems, setScheduleState } from './schedule-state.ts';

const schedule = {
  Name: 'batch',
  ScheduleExpression: 'cron(30 1 * * ? *)',
  ScheduleExpressionTimezone: 'Asia/Tokyo',
  Description: 'kept',
  State: 'DISABLED' as const,
  FlexibleTimeWindow: { Mode: 'OFF' as const },
  Target: {
    ...{
      Arn: 'arn:cluster',
      RoleArn: 'arn:aws:iam::123456789012:role/r',
      Input: '{"x":1}',
      RetryPolicy: { MaximumEventAgeInSeconds: 600, MaximumRetryAttempts: 2 },
    },
    ...{
      DeadLetterConfig: { Arn: 'arn:aws:sqs:ap-northeast-1:123456789012:dead' },
      EcsParameters: { TaskDefinitionArn: 'arn:td', LaunchType: 'FARGATE' as const },
    },
  },
};
const name = { group: 'default', name: 'batch' };

function suite(aws: () => Pick<AwsStandIn, 'scheduler'>): void {
  it('enables and disables, and keeps every other field', async () => {
    const client = aws().scheduler;
    await client.send(new CreateScheduleCommand(schedule));
    expect(await setScheduleState(client, name, 'DISABLED')).toBe('already');
    expect(await setScheduleState(client, name, 'ENABLED')).toBe('changed');
    expect(await client.send(new GetScheduleCommand({ Name: 'batch' }))).toMatchObject({ ...schedule, State: 'ENABLED' });
    expect(await setScheduleState(client, name, 'DISABLED')).toBe('changed');
    expect(await client.send(new GetScheduleCommand({ Name: 'batch' }))).toMatchObject(schedule);
  });

  it('says when there is none', async () =>
    expect(setScheduleState(aws().scheduler, { group: 'default', name: 'nobody' }, 'ENABLED')).rejects.toMatchObject({ code: 'scheduler.none' }));

  it('finds what makes a schedule unfit', async () => {
    const found = await readSchedule(aws().scheduler, name);
    expect(scheduleProblems(found, 3600)).toEqual([]);
    expect(scheduleProblems(found, 300)).toEqual([expect.stringContaining('600 s')]);
    const { DeadLetterConfig: _, ...target } = schedule.Target;
    const unfit = { ...found, Target: target, FlexibleTimeWindow: { Mode: 'FLEXIBLE' as const, MaximumWindowInMinutes: 15 } };
    expect(scheduleProblems(unfit, 3600)).toEqual([expect.stringContaining('15 minutes'), expect.stringContaining('dead-letter')]);
  });
}

describe('a schedule in the sandbox', () => {
  let aws: AwsStandIn;
  beforeAll(async () => {
    aws = await startAwsStandIn();
  });
  afterAll(() => aws.close());
  suite(() => aws);
});

describeWithPrograms(['moto_server'], 'a schedule in moto', ({ moto_server }) => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto(moto_server ?? '');
  });
  afterAll(() => moto.close());
  suite(() => moto);
});
