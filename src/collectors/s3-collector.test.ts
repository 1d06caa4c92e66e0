import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connections, makeConnections } from '../connections/connections.ts';
import { s3Effect } from '../effects/s3-effect.ts';
import type { CollectRequest } from '../model/collector.ts';
import { sha256 } from '../runtime/hash.ts';
import { TEST_KEY, TEST_REGION } from '../testing/aws-clients.ts';
import { type AwsStandIn, startAwsStandIn } from '../testing/aws-stand-in.ts';
import { testContext } from '../testing/context.ts';
import { sideEvidence } from '../testing/stored-run.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { s3Collector } from './s3-collector.ts';

const folder = temporaryFolder();
const bucket = 'batch-backup';
const x = testContext({ ID: TEST_KEY.accessKeyId, KEY: TEST_KEY.secretAccessKey });
let aws: AwsStandIn;
let connections: Connections;
let runs = 0;

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

function request(): CollectRequest {
  runs += 1;
  const runFolder = join(folder, `run-${runs}`);
  mkdirSync(join(runFolder, 'a'), { recursive: true });
  return { output: 'backup', side: 'candidate', take: 'candidate-1', observation: sideEvidence('candidate').observation, runFolder, folder: 'a' };
}

describe('the s3 collector', () => {
  it('brings an object home, verified by the sha256 that S3 keeps', async () => {
    const data = 'client_id\nC1\n';
    await aws.s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'client-export/clients.csv', Body: data, ChecksumAlgorithm: 'SHA256' }));
    const take = request();
    const [artifact] = await s3Collector(connections).collect({ bucket, key: 'client-export/clients.csv' }, take, x);
    expect(artifact).toMatchObject({
      name: 'clients.csv',
      size: data.length,
      sha256: sha256(data),
      verified: 'sha256',
      source: `s3://${bucket}/client-export/clients.csv`,
    });
    expect(readFileSync(join(take.runFolder, artifact?.path ?? ''), 'utf8')).toBe(data);
  });

  it('reads a multipart object twice: its checksums say nothing about the whole', async () => {
    const Key = 'client-export/big.csv';
    const part = Buffer.alloc(5 * 1024 * 1024, 'a');
    const { UploadId } = await aws.s3.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key, ChecksumAlgorithm: 'SHA256' }));
    const Parts = [];
    for (const PartNumber of [1, 2]) {
      const { ETag, ChecksumSHA256 } = await aws.s3.send(
        new UploadPartCommand({ Bucket: bucket, Key, UploadId, PartNumber, Body: part, ChecksumAlgorithm: 'SHA256' }),
      );
      Parts.push({ PartNumber, ETag, ChecksumSHA256 });
    }
    await aws.s3.send(new CompleteMultipartUploadCommand({ Bucket: bucket, Key, UploadId, MultipartUpload: { Parts } }));
    const [artifact] = await s3Collector(connections).collect({ bucket, key: Key }, request(), x);
    expect(artifact).toMatchObject({ size: 2 * part.length, sha256: sha256(Buffer.concat([part, part])), verified: 'second-reading' });
  });

  it.each([[{ bucket, key: 'client-export/absent.csv' }], [{ bucket: 'no-such-bucket', key: 'x' }]])(
    'says which object is missing: %o',
    async (config) => {
      await expect(s3Collector(connections).collect(config, request(), x)).rejects.toMatchObject({
        code: 'collect.missing',
        message: expect.stringContaining(`s3://${config.bucket}/${config.key}`),
      });
    },
  );
});

describe('the s3 effect', () => {
  it('lists what lies under the prefix, and nothing else', async () => {
    await aws.s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'other/x', Body: 'x' }));
    const found = await s3Effect(connections).look({ bucket, prefix: 'client-export/' }, x);
    expect(found.map((one) => [one.name, one.size])).toEqual([
      ['client-export/big.csv', 10 * 1024 * 1024],
      ['client-export/clients.csv', 13],
    ]);
    expect(found[0]?.writtenAt).toMatch(/^\d{4}-.*Z$/);
  });
});
