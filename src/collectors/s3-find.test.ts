import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CreateBucketCommand, DeleteObjectCommand, PutBucketVersioningCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Connections, makeConnections } from '../connections/connections.ts';
import type { CollectRequest } from '../model/collector.ts';
import { sha256 } from '../runtime/hash.ts';
import { TEST_KEY, TEST_REGION } from '../testing/aws-clients.ts';
import { type AwsStandIn, startAwsStandIn } from '../testing/aws-stand-in.ts';
import { testContext } from '../testing/context.ts';
import { type Moto, startMoto } from '../testing/moto.ts';
import { sideEvidence } from '../testing/stored-run.ts';
import { describeWithPrograms } from '../testing/system-program.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { s3Collector } from './s3-collector.ts';

const folder = temporaryFolder();
const bucket = 'batch-backup';
let runs = 0;

/** Of a take that began so many ms before now. */
function request(before = 5_000): CollectRequest {
  runs += 1;
  const runFolder = join(folder, `run-${runs}`);
  mkdirSync(join(runFolder, 'a'), { recursive: true });
  const { observation } = sideEvidence('candidate');
  const startedAt = new Date(Date.now() - before).toISOString();
  return { output: 'o', side: 'candidate', take: 'candidate-1', observation: { ...observation, startedAt }, runFolder, folder: 'a' };
}

function connect(endpoint: string) {
  const x = testContext({ ID: TEST_KEY.accessKeyId, KEY: TEST_KEY.secretAccessKey });
  const aws = { region: TEST_REGION, endpoint, accessKeyIdSecret: 'ID', secretAccessKeySecret: 'KEY' };
  return { x, connections: makeConnections({ kind: 'sandbox', hosts: {}, databases: {}, aws }, x) };
}

const create = (s3: S3Client) => s3.send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: { LocationConstraint: TEST_REGION } }));
const put = (s3: S3Client, Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));

describe('objects of a bucket', () => {
  let aws: AwsStandIn;
  let connections: Connections;
  let x = testContext();

  beforeAll(async () => {
    aws = await startAwsStandIn();
    await create(aws.s3);
    for (const key of ['out/2026/b/x.csv', 'out/2026/a/x.csv', 'out/2026/', 'out/2026/x.csv', 'out/2025/x.csv']) await put(aws.s3, key, key);
  });
  beforeEach(() => {
    ({ x, connections } = connect(aws.endpoint));
    return () => connections.close();
  });
  afterAll(() => aws.close());
  const collect = (config: object, take = request()) => s3Collector(connections).collect({ bucket, ...config }, take, x);

  it('are all brought home that lie under a prefix, none over another', async () => {
    const found = await collect({ prefix: 'out/2026/' });
    expect(found.map(({ name }) => name)).toEqual(['a/x.csv', 'b/x.csv', 'x.csv']);
    expect(found.map((one) => one.sha256)).toEqual(['a/x.csv', 'b/x.csv', 'x.csv'].map((name) => sha256(`out/2026/${name}`)));
    expect(new Set(found.map(({ path }) => path)).size).toBe(3);
    expect((await collect({ prefix: 'out/2026/x' })).map(({ name }) => name)).toEqual(['x.csv']);
  });

  it('are no more, and no larger, than the output may be', async () => {
    await expect(collect({ prefix: 'out/', maxFiles: 3 })).rejects.toMatchObject({ code: 'collect.too-many' });
    await expect(collect({ prefix: 'out/2026/', maxBytes: 40 })).rejects.toMatchObject({ code: 'collect.too-large' });
    await expect(collect({ key: 'out/2026/x.csv', maxBytes: 10 })).rejects.toMatchObject({ code: 'collect.too-large' });
    await expect(collect({ prefix: 'nothing/' })).rejects.toMatchObject({ code: 'collect.missing', message: expect.stringContaining('nothing/*') });
  });

  it('are waited for when they come late', async () => {
    const late = collect({ key: 'late.csv', waitFor: 20_000 });
    setTimeout(() => void put(aws.s3, 'late.csv', 'late'), 300);
    expect(await late).toMatchObject([{ name: 'late.csv', sha256: sha256('late') }]);
    expect(x.events).toContainEqual({ type: 'progress', step: 'collect.o.candidate', done: 0, unit: 'files' });
  });

  it('are waited for while only those of an earlier take are there', async () => {
    await put(aws.s3, 'again.csv', 'yesterday');
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const late = collect({ key: 'again.csv', waitFor: 20_000 }, request(0));
    setTimeout(() => void put(aws.s3, 'again.csv', 'today'), 300);
    expect(await late).toMatchObject([{ sha256: sha256('today') }]);
  });

  it('under a prefix are waited for until no more come', async () => {
    await put(aws.s3, 'parts/1', '1');
    const late = collect({ prefix: 'parts/', waitFor: 20_000 });
    setTimeout(() => void put(aws.s3, 'parts/2', '2'), 300);
    expect((await late).map(({ name }) => name)).toEqual(['1', '2']);
  });

  it('are waited for no longer than is said, nor after a cancel', async () => {
    await expect(collect({ key: 'never.csv', waitFor: 50 })).rejects.toMatchObject({ code: 'collect.missing' });
    // An old one is given, and its date tells.
    expect(await collect({ key: 'out/2025/x.csv', waitFor: 50 }, request(-60_000))).toHaveLength(1);
    const waiting = collect({ key: 'never.csv', waitFor: 60_000 });
    x.abort();
    await expect(waiting).rejects.toThrow('cancelled by the test');
  });

  it.each([[{}], [{ key: 'a', prefix: 'b' }], [{ prefix: 'a', version: 'all' }], [{ key: 'a', version: 'x1', waitFor: '1m' }]])(
    'are not named by %j',
    async (settings) => {
      expect((await s3Collector(connections).config['~standard'].validate({ bucket, ...settings })).issues).toBeDefined();
    },
  );
});

describeWithPrograms(['moto_server'], 'versions of an object (moto)', (programs) => {
  let moto: Moto;
  let connections: Connections;
  let x = testContext();
  const ids: string[] = [];

  beforeAll(async () => {
    moto = await startMoto(programs.moto_server ?? '');
    ({ x, connections } = connect(moto.endpoint));
    await create(moto.s3);
    await moto.s3.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    for (const text of ['first', 'second']) ids.push((await put(moto.s3, 'clients.csv', text)).VersionId ?? '');
    await put(moto.s3, 'clients.csv.old', 'another');
  });
  afterAll(async () => {
    await connections.close();
    await moto.close();
  });
  const collect = (config: object, take = request()) => s3Collector(connections).collect({ bucket, key: 'clients.csv', ...config }, take, x);

  it('is brought home by its id', async () => {
    const [first] = await collect({ version: ids[0] });
    expect(first).toMatchObject({ name: 'clients.csv', sha256: sha256('first'), source: `s3://${bucket}/clients.csv?versionId=${ids[0]}` });
    expect(await collect({})).toMatchObject([{ sha256: sha256('second') }]);
    await expect(collect({ version: 'b7c8a1e2-0000-4000-8000-000000000000' })).rejects.toMatchObject({ code: 'collect.missing' });
  });

  it('shows what was written over since the take began', async () => {
    const found = await collect({ version: 'all' }, request(60_000));
    expect(found).toMatchObject([
      { name: 'clients.csv', sha256: sha256('first') },
      { name: 'clients.csv (version 2)', sha256: sha256('second') },
    ]);
  });

  it('is not there where it was removed at last, whatever versions it left', async () => {
    await put(moto.s3, 'removed.csv', 'written');
    await moto.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'removed.csv' }));
    await expect(collect({ key: 'removed.csv', version: 'all' }, request(60_000))).rejects.toMatchObject({ code: 'collect.missing' });
  });

  it('takes the one of now where none was written since', async () => {
    expect(await collect({ version: 'all' }, request(-60_000))).toMatchObject([{ name: 'clients.csv', sha256: sha256('second') }]);
  });

  it('comes home under any key', async () => {
    for (const key of ['odd/顧客 リスト+1 %2B&x=y#z?.csv', 'odd/it\'s "here".csv', 'odd//double.csv']) {
      await put(moto.s3, key, key);
      for (const version of [undefined, 'all'])
        expect(await collect({ key, ...(version === undefined ? {} : { version }) }, request(60_000))).toMatchObject([
          { name: key.split('/').at(-1), sha256: sha256(key) },
        ]);
    }
    expect((await collect({ key: undefined, prefix: 'odd/' })).map(({ sha256 }) => sha256)).toHaveLength(3);
  });
});
