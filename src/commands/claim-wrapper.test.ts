import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { wrapLine } from '../connections/crontab/wrap-line.ts';
import type { Scenario } from '../model/scenario.ts';
import { systemClock } from '../runtime/clock.ts';
import { randomIds } from '../runtime/ids.ts';
import type { Workspace } from '../scenario/workspace.ts';
import { makeClaims } from '../store/claims/claims.ts';
import { TEST_KEY, TEST_REGION } from '../testing/aws-clients.ts';
import { type AwsStandIn, startAwsStandIn } from '../testing/aws-stand-in.ts';
import { QUIET_ZONE } from '../testing/quiet-zone.ts';
import { runProgram } from '../testing/run-program.ts';
import { objectsIn } from '../testing/s3-store.ts';
import { describeWithPrograms } from '../testing/system-program.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { claimWrapper } from './claim-wrapper.ts';

const scenario = { id: 'export', schedule: { cron: '30 1 * * *', zone: QUIET_ZONE } } as unknown as Scenario;
const folder = temporaryFolder();
const delivered = join(folder, 'delivered');
let aws: AwsStandIn;
let bucket = 0;

beforeAll(async () => {
  aws = await startAwsStandIn();
});
afterAll(() => aws.close());

/** A wrapper for an empty bucket, and the claims in it as Twinrun sees them. */
async function fresh(endpoint = aws.endpoint, now = Date.now()) {
  const name = `claims-${++bucket}`;
  await aws.s3.send(new CreateBucketCommand({ Bucket: name, CreateBucketConfiguration: { LocationConstraint: TEST_REGION } }));
  const workspace = {
    store: { folder, s3: { bucket: name, prefix: 'team/twinrun' } },
    aws: { region: TEST_REGION, endpoint },
  } as unknown as Workspace;
  const script = join(folder, `${name}.sh`);
  writeFileSync(script, claimWrapper(scenario, workspace, now));
  writeFileSync(delivered, '');
  return { script, claims: makeClaims(objectsIn(aws.s3, name), 'team/twinrun/', { clock: systemClock, ids: randomIds }) };
}

const env = { AWS_ACCESS_KEY_ID: TEST_KEY.accessKeyId, AWS_SECRET_ACCESS_KEY: TEST_KEY.secretAccessKey, PATH: process.env.PATH ?? '' };
const deliver = (shell: readonly string[], script: string, more: Readonly<Record<string, string>> = {}) => {
  const [program = '', ...args] = shell;
  return runProgram(program, [...args, script, 'sh', '-c', `echo "$TWINRUN_FIRE" >> ${delivered}; exit 7`], { env: { ...env, ...more } });
};
const lines = () =>
  readFileSync(delivered, 'utf8')
    .split('\n')
    .filter((line) => line !== '');

for (const [title, shell, needs] of [
  ['dash', ['dash'], ['dash', 'curl', 'openssl']],
  ['bash', ['bash', '--posix'], ['bash', 'curl', 'openssl']],
  ['BusyBox', ['busybox', 'sh'], ['busybox', 'curl', 'openssl']],
] as const) {
  describeWithPrograms([...needs], `the wrapper for hosts without Node, by curl, under ${title}`, () => {
    it('runs the command for who takes the claim first, and nobody else', async () => {
      const { script, claims } = await fresh();
      const results = await Promise.all(Array.from({ length: 4 }, () => deliver(shell, script)));
      expect(results.map(({ code }) => code).sort(), results.map(({ stderr }) => stderr).join('')).toEqual([1, 1, 1, 7]);
      expect(lines()).toHaveLength(1);
      const [claim] = await claims.list('export');
      expect(claim).toMatchObject({ fire: lines()[0], epoch: 0, by: expect.stringContaining('wrapper') });
      expect(results.find(({ code }) => code === 1)?.stderr).toContain('not yours');
      // What Twinrun finds there is the same claim.
      expect(await claims.take({ scenario: 'export', fire: claim?.fire ?? '', by: 'candidate' })).toMatchObject({ taken: false });
    });
  });
}

describeWithPrograms(['dash', 'curl', 'openssl'], 'the wrapper', () => {
  const shell = ['dash'];

  it('does not deliver what Twinrun has claimed', async () => {
    const { script, claims } = await fresh();
    const fire = '2026-03-31T16:30:00Z';
    await claims.take({ scenario: 'export', fire, by: 'the candidate' });
    const result = await deliver(shell, script, { TWINRUN_FIRE: fire });
    expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining('the candidate') });
    expect(lines()).toEqual([]);
  });

  it('holds for a line of cron that it is put before: once, with its variables and its log', async () => {
    const { script, claims } = await fresh();
    const table = `30 1 * * * KIND=daily sh ${folder}/batch.sh >> ${folder}/log 2>&1\n`;
    writeFileSync(join(folder, 'batch.sh'), `echo "$KIND" >> ${delivered}\necho ran\n`);
    const [, command = ''] = /^30 1 \* \* \* (.*)\n$/.exec(wrapLine(table, 'batch.sh', script, {}).text) ?? [];
    const cron = () => runProgram('dash', ['-c', command], { env });
    expect([(await cron()).code, (await cron()).code]).toEqual([0, 1]);
    expect(lines()).toEqual(['daily']);
    expect(readFileSync(join(folder, 'log'), 'utf8')).toMatch(/^ran\nclaim: not yours: /);
    expect(await claims.list('export')).toHaveLength(1);
  });

  it('delivers nothing, and says so, where the store cannot be asked', async () => {
    const { script } = await fresh('http://127.0.0.1:1');
    const result = await deliver(shell, script);
    expect(result).toMatchObject({ code: 4, stderr: expect.stringContaining('do not deliver') });
    const { script: refused } = await fresh();
    expect(await deliver(shell, refused, { AWS_SECRET_ACCESS_KEY: 'another' })).toMatchObject({ code: 4, stderr: expect.stringContaining('403') });
    expect(lines()).toEqual([]);
  });

  it('delivers nothing once the fires that it knows are over', async () => {
    const { script } = await fresh(aws.endpoint, Date.now() - 500 * 86_400_000);
    expect(await deliver(shell, script)).toMatchObject({ code: 4, stderr: expect.stringContaining('anew') });
    expect(lines()).toEqual([]);
  });
});

describeWithPrograms(['dash', 'aws'], 'the wrapper by the aws CLI', () => {
  it('takes a claim, or says that this aws cannot, and never delivers twice', async () => {
    const { script, claims } = await fresh();
    const results = [await deliver(['dash'], script, { TWINRUN_CLAIM_TOOL: 'aws' }), await deliver(['dash'], script, { TWINRUN_CLAIM_TOOL: 'aws' })];
    const codes = results.map(({ code }) => code);
    // Versions before 2.17.53 know no conditional writes.
    expect([[7, 1].join(), [4, 4].join()]).toContain(codes.join());
    expect(lines()).toHaveLength(codes[0] === 7 ? 1 : 0);
    expect(await claims.list('export')).toHaveLength(lines().length);
  });
});

it('is refused where both sides cannot reach the store', () => {
  const store = { folder };
  expect(() => claimWrapper(scenario, { store, aws: {} } as unknown as Workspace, 0)).toThrow('reach');
  const s3 = { bucket: 'b', prefix: '' };
  expect(() => claimWrapper(scenario, { store: { folder, s3 }, aws: { sandbox: true } } as unknown as Workspace, 0)).toThrow('this machine only');
  const often = { ...scenario, schedule: { cron: '*/5 * * * *', zone: 'UTC' } };
  expect(() => claimWrapper(often, { store: { folder, s3 }, aws: {} } as unknown as Workspace, 0)).toThrow('too often');
});
