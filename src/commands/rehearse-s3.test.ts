import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TEST_KEY, TEST_REGION } from '../testing/aws-clients.ts';
import { makeBucket } from '../testing/aws-contract/s3-contract.ts';
import { type AwsStandIn, startAwsStandIn } from '../testing/aws-stand-in.ts';
import { type BreakingProxy, startBreakingProxy } from '../testing/breaking-proxy.ts';
import { type CliResult, runCli, startCli } from '../testing/cli.ts';
import { writeProcessScenario } from '../testing/process-scenario.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

let aws: AwsStandIn;
let proxy: BreakingProxy;
let bucket: string;
const workspace = temporaryFolder();
const elsewhere = temporaryFolder();
const environment = { ID: TEST_KEY.accessKeyId, KEY: TEST_KEY.secretAccessKey };
const at = join(workspace, 'scenarios/small');

const cli = (folder: string, ...args: string[]) => runCli(folder, args, { environment });
const json = ({ stdout }: CliResult) => JSON.parse(stdout);
const textOf = async (Key: string) => (await aws.s3.send(new GetObjectCommand({ Bucket: bucket, Key }))).Body?.transformToString() ?? '';
const keys = async () => ((await aws.s3.send(new ListObjectsV2Command({ Bucket: bucket }))).Contents ?? []).map(({ Key = '' }) => Key);
const records = async (): Promise<{ type: string; run?: string }[]> =>
  json(await cli(workspace, 'ledger', 'show', '--json')).records.map(({ entry }: { entry: unknown }) => entry);

beforeAll(async () => {
  aws = await startAwsStandIn();
  proxy = await startBreakingProxy(aws.server.endpoint);
  bucket = await makeBucket(aws.s3);
  const yaml = `schema: twinrun.workspace/1
aws: { region: ${TEST_REGION}, endpoint: "${proxy.endpoint}", accessKeyIdSecret: ID, secretAccessKeySecret: KEY }
store: { s3: { bucket: ${bucket}, prefix: team, kmsKey: alias/evidence } }
`;
  writeFileSync(join(workspace, 'twinrun.yaml'), yaml);
  const script = `[ -f ${at}/slow ] && sleep 3; printf 'id,v\\n1,a\\n' > "$OUT"\n`;
  writeProcessScenario(workspace, 'small', { legacy: script, candidate: script });
  cpSync(workspace, elsewhere, { recursive: true });
});
afterAll(async () => {
  await proxy.close();
  await aws.close();
});

describe('a rehearsal whose store is on S3', () => {
  let first: { run: string; status: string; folder: string };

  it('is sealed there, and judged alike from a machine that has nothing', async () => {
    const rehearsed = await cli(workspace, 'rehearse', 'small', '--json');
    expect(rehearsed).toMatchObject({ code: 0, stderr: '' });
    first = json(rehearsed);
    expect(first.folder).toBe(join(workspace, 'reports/small', first.run));
    expect(await keys()).toEqual(
      expect.arrayContaining([
        'team/ledger/000000000001.json',
        ...['seal.json', 'verdict.json', 'report.md', 'junit.xml', 'takes/legacy-1/artifacts/table/legacy.csv'].map(
          (path) => `team/runs/small/${first.run}/${path}`,
        ),
      ]),
    );
    for (const run of [first.run, 'latest']) {
      const checked = await cli(elsewhere, 'check', 'small', run, '--json');
      expect(checked).toMatchObject({ code: 0, stderr: '' });
      expect(json(checked)).toEqual(JSON.parse(await textOf(`team/runs/small/${first.run}/verdict.json`)));
    }
    expect(existsSync(join(elsewhere, 'reports/small', first.run, 'seal.json'))).toBe(true);
    expect(json(await cli(elsewhere, 'runs', '--json')).runs).toMatchObject([{ id: first.run, status: 'pass', outcome: 'completed' }]);
    expect(await cli(elsewhere, 'check', 'small', 'nothing')).toMatchObject({ code: 3, stderr: expect.stringContaining('[run.not-found]') });
  });

  it('tells the head of its ledger, and whether an earlier one is still on it', async () => {
    const { hash } = json(await cli(workspace, 'ledger', 'head', '--json'));
    expect((await cli(elsewhere, 'ledger', 'verify', '--expect-head', hash)).stdout).toContain('The chain holds: 1 records');
    const other = await cli(elsewhere, 'ledger', 'verify', '--expect-head', 'f'.repeat(64), '--json');
    expect({ code: other.code, json: json(other) }).toMatchObject({ code: 4, json: { ok: true, expectedHead: { found: false } } });
    expect((await cli(elsewhere, 'ledger', 'show')).stdout).toMatch(new RegExp(`1 .*run .*small .*${first.run} .*pass`));
    expect(await cli(elsewhere, 'ledger', 'verify', '--expect-head', 'abc')).toMatchObject({ code: 3 });
  });

  it('is refused where another machine is at it, goes on where it was killed in the upload, and enters the ledger once', async () => {
    let uploading: () => void = () => {};
    const began = new Promise<void>((resolve) => (uploading = resolve));
    proxy.breakage = ({ method, url = '' }) => {
      if (method !== 'PUT' || !url.includes('/artifacts/')) return undefined;
      uploading();
      return { before: () => new Promise(() => {}) };
    };
    const running = startCli(workspace, ['rehearse', 'small', '--json'], { environment });
    await began;
    const refused = await cli(elsewhere, 'rehearse', 'small', '--json');
    expect({ code: refused.code, json: json(refused) }).toMatchObject({
      code: 4,
      json: { errors: [{ code: 'lock.held', fix: { text: expect.stringContaining('twinrun unlock scenario-small --holder ') } }] },
    });
    const [lock] = json(await cli(elsewhere, 'unlock', '--json')).locks;
    const unlock = (...args: string[]) => cli(elsewhere, 'unlock', 'scenario-small', ...args);
    expect(await unlock('--holder', lock.mark, '--reason', 'a guess')).toMatchObject({ code: 3, stderr: expect.stringContaining('[lock.alive]') });
    expect(await unlock('--holder', lock.mark)).toMatchObject({ code: 3, stderr: expect.stringContaining('[cli.unlock]') });
    running.child.kill('SIGKILL');
    await running.result;
    proxy.breakage = () => undefined;

    const listed = json(await cli(elsewhere, 'runs', '--json')).runs;
    expect(listed).toMatchObject([{ outcome: 'interrupted', left: 'elsewhere' }, { id: first.run }]);
    const id: string = listed[0].id;
    expect(await cli(elsewhere, 'check', 'small', id)).toMatchObject({ code: 3, stderr: expect.stringContaining('[run.not-found]') });
    expect(await cli(elsewhere, 'rehearse', 'small', '--resume')).toMatchObject({ code: 3, stderr: expect.stringContaining('[resume.elsewhere]') });
    const resumed = await cli(workspace, 'rehearse', 'small', '--resume', '--json');
    expect(resumed).toMatchObject({ code: 0, stderr: '' });
    expect(json(resumed)).toMatchObject({ run: id, status: 'pass' });
    expect((await records()).filter(({ run }) => run === id)).toHaveLength(1);
    expect(await cli(elsewhere, 'check', 'small', id)).toMatchObject({ code: 0 });
    expect(readdirSync(join(workspace, 'reports/.staged/small'))).toEqual([]);
  });

  it('is damaged when somebody changes evidence, or evidence and seal', async () => {
    const prefix = `team/runs/small/${first.run}/`;
    const Key = `${prefix}takes/legacy-1/artifacts/table/legacy.csv`;
    const put = (key: string, Body: string) => aws.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body }));
    const [csv, seal] = [await textOf(Key), await textOf(`${prefix}seal.json`)];
    const machine = temporaryFolder();
    cpSync(join(workspace, 'twinrun.yaml'), join(machine, 'twinrun.yaml'));
    await put(Key, csv.replace('a', 'b'));
    expect(await cli(machine, 'check', 'small', first.run)).toMatchObject({ code: 4, stderr: expect.stringContaining('[evidence.damaged]') });
    await put(Key, csv);
    await put(`${prefix}seal.json`, seal.replace(/"sealedAt": "20/, '"sealedAt": "21'));
    await aws.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: `${prefix}verdict.json` }));
    expect(await cli(machine, 'check', 'small', first.run)).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('the one that the ledger has'),
    });
    await put(`${prefix}seal.json`, seal);
    expect(await cli(machine, 'check', 'small', first.run)).toMatchObject({ code: 0 });
  });

  it('loses its artifacts to prune, for every machine', async () => {
    expect(json(await cli(elsewhere, 'prune', '--older-than', '0s', '--yes', '--json'))).toMatchObject({
      removed: true,
      runs: [{ run: first.run, files: 2 }],
    });
    expect((await keys()).filter((key) => key.includes(first.run) && key.includes('artifacts/'))).toEqual([]);
    expect(await cli(workspace, 'check', 'small', first.run)).toMatchObject({ code: 2 });
    expect(existsSync(join(workspace, 'reports/small', first.run, 'takes/legacy-1/artifacts/table/legacy.csv'))).toBe(false);
    expect((await records()).map(({ type }) => type)).toEqual(['run', 'run', 'prune']);
    expect(readFileSync(join(workspace, 'reports/small', first.run, 'pruned.json'), 'utf8')).toContain('older than 0s');
  });

  it("gives a lock free on a person's word, and says so in the ledger", async () => {
    const holder = {
      pid: 7,
      host: 'ip-10-0-0-9',
      since: '2026-01-01T00:00:00.000Z',
      processStart: '',
      purpose: 'scenario-small',
      token: 'k3PqZ1aB'.repeat(3),
    };
    await aws.s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'team/locks/scenario-small.json', Body: `${JSON.stringify(holder)}\n` }));
    const args = ['unlock', 'scenario-small', '--reason', 'terminated at 02:10', '--holder'];
    expect(await cli(elsewhere, ...args, 'another0')).toMatchObject({ code: 3, stderr: expect.stringContaining('[lock.not-held]') });
    expect(await cli(elsewhere, ...args, 'k3PqZ1aB')).toMatchObject({ code: 0, stdout: expect.stringContaining('process 7 on ip-10-0-0-9') });
    expect((await cli(elsewhere, 'unlock')).stdout).toContain('None is held.');
    expect((await records()).at(-1)).toMatchObject({ type: 'unlock', lock: 'scenario-small', reason: 'terminated at 02:10' });
  });

  it('says that a sandbox which ends would take the store with it', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'twinrun.yaml'), 'schema: twinrun.workspace/1\naws: { sandbox: true }\nstore: { s3: { bucket: backup } }\n');
    expect(await cli(folder, 'runs')).toMatchObject({ code: 3, stderr: expect.stringContaining('[store.no-sandbox]') });
    writeFileSync(join(folder, 'twinrun.yaml'), 'schema: twinrun.workspace/1\naws: {}\nstore: { folder: reports, s3: { bucket: backup } }\n');
    expect(await cli(folder, 'runs')).toMatchObject({ code: 3, stderr: expect.stringContaining('either `folder` or `s3`') });
  });
});
