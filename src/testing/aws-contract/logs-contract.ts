import { randomUUID } from 'node:crypto';
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  type GetLogEventsCommandInput,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { expect } from 'vitest';
import type { ContractTarget, DefineTest } from './contract.ts';

async function bench({ logs }: ContractTarget, messages: readonly string[] = []) {
  const at = { logGroupName: `/ecs/${randomUUID()}`, logStreamName: 'batch/main/0123' };
  const from = Date.now() - messages.length - 1000;
  await logs.send(new CreateLogGroupCommand({ logGroupName: at.logGroupName }));
  await logs.send(new CreateLogStreamCommand(at));
  const put = (texts: readonly string[], start = from) =>
    logs.send(new PutLogEventsCommand({ ...at, logEvents: texts.map((message, index) => ({ timestamp: start + index, message })) }));
  if (messages.length > 0) await put(messages);
  const get = (change: Partial<GetLogEventsCommandInput> = {}) => logs.send(new GetLogEventsCommand({ ...at, ...change }));
  return { at, from, put, get };
}

const texts = (answer: { events?: { message?: string | undefined }[] | undefined }) => (answer.events ?? []).map(({ message }) => message);
const count = (size: number) => Array.from({ length: size }, (_, index) => `line ${index}`);

/** What Twinrun relies on in CloudWatch Logs. */
export function logsContract(test: DefineTest): void {
  test('events come back in order, whole', async (target) => {
    const messages = ['first', 'zweite Zeile é', '日本語\t"quoted"', 'last'];
    const { get, from } = await bench(target, messages);
    const answer = await get({ startFromHead: true });
    expect(texts(answer)).toEqual(messages);
    expect(answer.events?.[0]?.timestamp).toBe(from);
  });

  test('the forward token repeats at the end, and goes on when there is more', async (target) => {
    const { get, put } = await bench(target, ['one', 'two']);
    const first = await get({ startFromHead: true });
    const second = await get({ nextToken: first.nextForwardToken, startFromHead: true });
    expect([texts(second), second.nextForwardToken]).toEqual([[], first.nextForwardToken]);
    await put(['three'], Date.now());
    expect(texts(await get({ nextToken: second.nextForwardToken, startFromHead: true }))).toEqual(['three']);
  });

  test('pages by limit, forwards from the head', async (target) => {
    const messages = count(25);
    const { get } = await bench(target, messages);
    const seen: (string | undefined)[] = [];
    let token: string | undefined;
    for (;;) {
      const page = await get({ startFromHead: true, limit: 10, nextToken: token });
      expect(page.events?.length).toBeLessThanOrEqual(10);
      seen.push(...texts(page));
      if (page.nextForwardToken === token) break;
      token = page.nextForwardToken;
    }
    expect(seen).toEqual(messages);
  });

  test('without startFromHead the last events come first, backwards page by page', async (target) => {
    const { get } = await bench(target, count(25));
    const last = await get({ limit: 10 });
    expect(texts(last)).toEqual(count(25).slice(15));
    expect(texts(await get({ limit: 10, nextToken: last.nextBackwardToken }))).toEqual(count(25).slice(5, 15));
  });

  test('filters by time', async (target) => {
    const { get, from } = await bench(target, count(10));
    expect(texts(await get({ startFromHead: true, startTime: from + 3, endTime: from + 6 }))).toEqual(['line 3', 'line 4', 'line 5']);
  });

  test('filters by words', async (target) => {
    const { at } = await bench(target, ['all is well', 'ERROR no rows', 'error lower', 'rows ERROR']);
    const filter = (filterPattern: string) => target.logs.send(new FilterLogEventsCommand({ logGroupName: at.logGroupName, filterPattern }));
    expect(texts(await filter('ERROR'))).toEqual(['ERROR no rows', 'rows ERROR']);
    expect(texts(await filter('"is well"'))).toEqual(['all is well']);
    expect((await filter('')).events?.[0]?.logStreamName).toBe(at.logStreamName);
  });

  test('groups and streams are described', async (target) => {
    const { at, from } = await bench(target, ['one']);
    const { logGroups } = await target.logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: at.logGroupName }));
    expect(logGroups).toMatchObject([{ logGroupName: at.logGroupName }]);
    const { logStreams } = await target.logs.send(new DescribeLogStreamsCommand({ logGroupName: at.logGroupName, logStreamNamePrefix: 'batch/' }));
    expect(logStreams).toMatchObject([{ logStreamName: at.logStreamName, firstEventTimestamp: from, lastEventTimestamp: from }]);
  });

  test('what is not there is a ResourceNotFoundException, what is there twice a ResourceAlreadyExistsException', async (target) => {
    const { at, get } = await bench(target);
    await expect(get({ logStreamName: 'batch/main/nothing' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(get({ logGroupName: '/no/such/group' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(target.logs.send(new CreateLogStreamCommand(at))).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' });
    await expect(target.logs.send(new CreateLogGroupCommand(at))).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' });
  });

  test('a page holds at most 1 MB', async (target) => {
    const large = [0, 1, 2].map((digit) => String(digit).repeat(250_000));
    const { get, put } = await bench(target, large);
    await put(large, Date.now());
    const page = await get({ startFromHead: true });
    expect(page.events?.length).toBe(4);
    expect(texts(await get({ startFromHead: true, nextToken: page.nextForwardToken })).length).toBe(2);
  });
}
