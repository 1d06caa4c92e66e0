import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateBucketCommand, DeleteBucketLifecycleCommand, PutBucketLifecycleConfigurationCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { retention } from '../../checks/retention.ts';
import { type Connections, makeConnections } from '../connections/connections.ts';
import type { CollectRequest } from '../model/collector.ts';
import { TEST_KEY, TEST_REGION } from '../testing/aws-clients.ts';
import { type AwsStandIn, startAwsStandIn } from '../testing/aws-stand-in.ts';
import { testContext } from '../testing/context.ts';
import { checkContext, makeEvidence } from '../testing/evidence.ts';
import { sideEvidence } from '../testing/stored-run.ts';
import { useTempFolder } from '../testing/temporary-folder.ts';
import { s3LifecycleCollector } from './s3-lifecycle-collector.ts';

const folder = useTempFolder();
const bucket = 'batch-backup';
const x = testContext({ ID: TEST_KEY.accessKeyId, KEY: TEST_KEY.secretAccessKey });
let aws: AwsStandIn;
let connections: Connections;

beforeAll(async () => {
  aws = await startAwsStandIn();
  const world = { region: TEST_REGION, endpoint: aws.endpoint, accessKeyIdSecret: 'ID', secretAccessKeySecret: 'KEY' };
  connections = makeConnections({ kind: 'sandbox', hosts: {}, databases: {}, aws: world }, x);
  await aws.s3.send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: { LocationConstraint: TEST_REGION } }));
});
afterAll(async () => {
  await connections.close();
  await aws.close();
});

async function collect(name = bucket) {
  const runFolder = folder.fresh();
  mkdirSync(join(runFolder, 'a'), { recursive: true });
  const { observation } = sideEvidence('candidate');
  const request: CollectRequest = { output: 'retention', side: 'candidate', take: 'candidate-1', observation, runFolder, folder: 'a' };
  const [artifact] = await s3LifecycleCollector(connections).collect({ bucket: name }, request, x);
  return { artifact, text: readFileSync(join(runFolder, artifact?.path ?? ''), 'utf8') };
}

const rule = { ID: 'month', Status: 'Enabled' as const, Filter: { Prefix: 'client-export/' }, Expiration: { Days: 30 } };

it('brings the rules home as the retention check reads them', async () => {
  await aws.s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket: bucket, LifecycleConfiguration: { Rules: [rule] } }));
  const { artifact, text } = await collect();
  expect(artifact).toMatchObject({ name: 'lifecycle.json', source: `s3://${bucket}/?lifecycle`, verified: 'second-reading' });
  expect(JSON.parse(text)).toEqual({ Rules: [rule] });
  const pair = await makeEvidence({ folder: folder.fresh(), candidate: { 'lifecycle.json': text } });
  const options = { output: 'clients', prefix: 'client-export/', match: 'exactly' as const };
  expect(await retention.check(pair, { ...options, hostMtime: 29 }, checkContext())).toMatchObject({ status: 'pass' });
  expect(await retention.check(pair, { ...options, hostMtime: 30 }, checkContext())).toMatchObject({ status: 'fail' });
});

it('takes a bucket without a configuration for one without rules', async () => {
  await aws.s3.send(new DeleteBucketLifecycleCommand({ Bucket: bucket }));
  expect(JSON.parse((await collect()).text)).toEqual({ Rules: [] });
});

it('says that a bucket is not there', async () => {
  await expect(collect('another-bucket')).rejects.toMatchObject({ code: 'collect.missing' });
});
