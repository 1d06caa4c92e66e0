import { mkdirSync, readdirSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Connections, makeConnections } from '../connections/connections.ts';
import type { CollectRequest } from '../model/collector.ts';
import { sha256 } from '../runtime/hash.ts';
import { TEST_KEY, TEST_REGION } from '../testing/aws-clients.ts';
import { type AwsStandIn, startAwsStandIn } from '../testing/aws-stand-in.ts';
import { type Breakage, type BreakingProxy, startBreakingProxy } from '../testing/breaking-proxy.ts';
import { testContext } from '../testing/context.ts';
import { sideEvidence } from '../testing/stored-run.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { s3Collector } from './s3-collector.ts';

const folder = temporaryFolder();
const bucket = 'batch-backup';
const key = 'large.csv';
const data = Buffer.alloc(20_000_000, 'C000001,山田,2026-11-24\n');
data.writeUInt32LE(7, 19_999_990);
const x = testContext({ ID: TEST_KEY.accessKeyId, KEY: TEST_KEY.secretAccessKey });
let aws: AwsStandIn;
let proxy: BreakingProxy;
let connections: Connections;
let runs = 0;

beforeAll(async () => {
  aws = await startAwsStandIn();
  proxy = await startBreakingProxy(aws.server.endpoint);
  const world = { region: TEST_REGION, endpoint: proxy.endpoint, accessKeyIdSecret: 'ID', secretAccessKeySecret: 'KEY' };
  connections = makeConnections({ kind: 'sandbox', hosts: {}, databases: {}, aws: world }, x);
  await aws.s3.send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: { LocationConstraint: TEST_REGION } }));
});
beforeEach(async () => {
  await put(data);
  proxy.breakage = () => undefined;
  proxy.calls.length = 0;
});
afterAll(async () => {
  await connections.close();
  await proxy.close();
  await aws.close();
});

const put = (Body: Buffer) => aws.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body, ChecksumAlgorithm: 'SHA256' }));

function request(): CollectRequest {
  runs += 1;
  const runFolder = join(folder, `run-${runs}`);
  mkdirSync(join(runFolder, 'a'), { recursive: true });
  return { output: 'backup', side: 'candidate', take: 'candidate-1', observation: sideEvidence('candidate').observation, runFolder, folder: 'a' };
}

/** Breaks the first so many reads of a range (all, if not said). */
function breakReads(breakage: Breakage, times = Number.POSITIVE_INFINITY): void {
  let left = times;
  proxy.breakage = (call: IncomingMessage) => {
    if (call.method !== 'GET' || left <= 0) return undefined;
    left -= 1;
    return breakage;
  };
}

const collect = (take: CollectRequest, stallMs?: number) => s3Collector(connections, stallMs).collect({ bucket, key }, take, x);
const whole = { size: data.length, sha256: sha256(data), verified: 'sha256' };

async function expectRefused(code: string, message: RegExp, stallMs?: number): Promise<void> {
  const take = request();
  await expect(collect(take, stallMs)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  expect(readdirSync(join(take.runFolder, 'a'))).toEqual([]);
}

describe('the s3 collector, when S3 or the way to it breaks', () => {
  it('reads a large object by ranges', async () => {
    expect(await collect(request())).toMatchObject([whole]);
    expect(proxy.calls.filter((call) => call.startsWith('GET bytes=')).length).toBe(3);
  });

  it('goes on where an answer broke off', async () => {
    breakReads({ after: 1_000_000, ending: 'cut' }, 2);
    expect(await collect(request())).toMatchObject([whole]);
    expect(proxy.calls).toContain('GET bytes=1000000-8388607');
  });

  it('goes on when no byte came for too long', async () => {
    breakReads({ after: 1_000_000, ending: 'silence' }, 1);
    expect(await collect(request(), 700)).toMatchObject([whole]);
  });

  it('waits for S3 that is busy for a moment', async () => {
    breakReads({ status: 503, code: 'SlowDown' }, 3);
    expect(await collect(request())).toMatchObject([whole]);
  });

  it('never mixes two versions', async () => {
    let replaced = false;
    proxy.breakage = (call) => {
      if (call.method !== 'GET' || replaced) return undefined;
      replaced = true;
      return { before: () => put(Buffer.alloc(20_000_000, 'b')) };
    };
    await expectRefused('collect.changed', /replaced while it was read/);
  });

  it('says that S3 gives no answer, and keeps no half', async () => {
    breakReads({ after: 1_000, ending: 'cut' });
    await expectRefused('collect.unavailable', /large\.csv could not be read whole/);
  });

  it('says that S3 is too slow', async () => {
    breakReads({ after: 0, ending: 'silence' });
    await expectRefused('collect.unavailable', /no byte came for 0.3 s/, 300);
  });

  it.each(['HEAD', 'GET'])('says that the login may not read (%s)', async (method) => {
    proxy.breakage = (call) => (call.method === method ? { status: 403, code: 'AccessDenied' } : undefined);
    await expectRefused('collect.put-only', /may not be read by this login/);
  });
});
