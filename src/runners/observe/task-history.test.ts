import { join } from 'node:path';
import { CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateClusterCommand } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connections, makeConnections } from '../../connections/connections.ts';
import { TEST_KEY, TEST_REGION } from '../../testing/aws-clients.ts';
import { type AwsStandIn, startAwsStandIn } from '../../testing/aws-stand-in.ts';
import { testContext } from '../../testing/context.ts';
import { registerScript, startAsScheduled } from '../../testing/stand-in-task.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { observeConfig } from './observe-config.ts';
import { observeRunner } from './observe-runner.ts';

const folder = temporaryFolder();
const HOUR = 3_600_000;
let aws: AwsStandIn;
let connections: Connections;
let takes = 0;
const known = () => testContext({ ID: TEST_KEY.accessKeyId, KEY: TEST_KEY.secretAccessKey });

beforeAll(async () => {
  aws = await startAwsStandIn();
  await aws.ecs.send(new CreateClusterCommand({ clusterName: 'batch' }));
  await aws.logs.send(new CreateLogGroupCommand({ logGroupName: '/ecs/batch' }));
  const world = { region: TEST_REGION, endpoint: aws.endpoint, accessKeyIdSecret: 'ID', secretAccessKeySecret: 'KEY' };
  connections = makeConnections({ kind: 'sandbox', hosts: {}, databases: {}, aws: world }, known());
});
afterAll(async () => {
  await connections.close();
  await aws.close();
});

/** As the scheduler would: registers a family that runs the script, and starts a task of it. */
async function start(family: string, script: string): Promise<void> {
  await registerScript(aws, folder, family, script);
  await startAsScheduled(aws, family);
}

function observe(family: string, { due = -60_000, timeoutMs = 20_000, startedBy = 'schedule' } = {}) {
  takes += 1;
  const now = Date.now();
  const fires = [new Date(now + due).toISOString()];
  const natural = { businessDate: '2026-11-24', zone: 'UTC', fires, next: new Date(now + due + HOUR).toISOString() };
  const head = { run: 'r', take: 'candidate-1', side: 'candidate', environment: {}, natural, timeoutMs } as const;
  const settings = observeConfig.parse({ task: { cluster: 'batch', family, startedBy } });
  return observeRunner(connections).run(settings, { ...head, logFile: join(folder, `log-${takes}.txt`) }, known());
}

describe('observing a task', () => {
  it('waits for its end, and has its exit code and its log', async () => {
    await start('natural', 'echo working; sleep 1; exit 3');
    const observation = await observe('natural');
    expect(observation).toMatchObject({
      runner: 'observe',
      outcome: { kind: 'exited', exitCode: 3 },
      log: { complete: true, bytes: 8 },
      facts: { 'observed.source': expect.stringContaining('task/'), 'task.startedBy': 'schedule' },
    });
    expect(observation.durationMs).toBeGreaterThan(900);
  });

  it('does not guess between two', async () => {
    await start('twice', 'exit 0');
    await startAsScheduled(aws, 'twice');
    expect((await observe('twice')).outcome).toMatchObject({ kind: 'unknown', reason: { id: 'observe.several-tasks' } });
  });

  it('takes none of another run, nor one that others started', async () => {
    await start('other', 'exit 0');
    expect((await observe('other', { due: -2 * HOUR })).outcome).toMatchObject({ kind: 'unknown', reason: { id: 'observe.no-history' } });
    expect((await observe('other', { startedBy: 'somebody', timeoutMs: 1_000 })).outcome).toMatchObject({ reason: { id: 'observe.deadline' } });
  });
});
