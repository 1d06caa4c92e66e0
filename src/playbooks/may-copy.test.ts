import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateBucketCommand, ListMultipartUploadsCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TEST_KEY, TEST_REGION } from '../testing/aws-clients.ts';
import { testContext } from '../testing/context.ts';
import { type Moto, startMoto } from '../testing/moto.ts';
import { describeWithPrograms } from '../testing/system-program.ts';
import { mayCopy } from './may-copy.ts';

describeWithPrograms(['moto_server'], 'whether an object may be copied, looked at without copying it', (programs) => {
  let moto: Moto;
  let s3: S3Client;
  /** What a policy denies, as `<method> <bucket>`; moto's own IAM does not accept the signatures of this SDK. */
  let denied = '';
  const gate = createServer((incoming, outgoing) => {
    const call = `${incoming.method} ${incoming.url?.split(/[/?]/)[1]}`;
    if (call === denied) return void outgoing.writeHead(403).end('<Error><Code>AccessDenied</Code><Message>no</Message></Error>');
    const { hostname, port } = new URL(moto.endpoint);
    const onward = request({ hostname, port, path: incoming.url, method: incoming.method, headers: incoming.headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(onward);
  });

  beforeAll(async () => {
    moto = await startMoto(programs.moto_server ?? '');
    for (const Bucket of ['source', 'target'])
      await moto.s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: TEST_REGION } }));
    await moto.s3.send(new PutObjectCommand({ Bucket: 'source', Key: 'a', Body: 'id\n1\n' }));
    await moto.s3.send(new PutObjectCommand({ Bucket: 'source', Key: 'empty', Body: '' }));
    await moto.s3.send(new PutObjectCommand({ Bucket: 'source', Key: 'tagged', Body: 'id', Tagging: 'kept=yes' }));
    await moto.s3.send(new PutObjectCommand({ Bucket: 'target', Key: 'there', Body: 'as it was' }));
    await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(gate.address() as AddressInfo).port}`;
    s3 = new S3Client({ region: TEST_REGION, endpoint, forcePathStyle: true, credentials: TEST_KEY });
  });
  afterAll(async () => {
    s3.destroy();
    await new Promise((resolve) => {
      gate.close(resolve);
      gate.closeAllConnections();
    });
    await moto.close();
  });

  it.each([
    ['where nothing is denied', 'a', 'target', 'new', '', 'allowed'],
    ['in the place of another', 'a', 'target', 'there', '', 'allowed'],
    ['that is empty', 'empty', 'target', 'new', '', 'allowed'],
    ['that is not there yet', 'none', 'target', 'new', '', 'unknown'],
    ['that has tags', 'tagged', 'target', 'new', '', 'unknown'],
    ['to a bucket that there is not', 'a', 'nowhere', 'new', '', 'unknown'],
    ['that may not be read', 'a', 'target', 'new', 'GET source', 'denied'],
    ['to where one may not look', 'a', 'target', 'there', 'HEAD target', 'denied'],
    ['to where one may not put', 'a', 'target', 'there', 'POST target', 'denied'],
  ] as const)('%s', async (_, from, bucket, key, deny, status) => {
    denied = deny;
    expect(await mayCopy(s3, { from: { bucket: 'source', key: from }, to: { bucket, key } }, testContext())).toMatchObject({ status });
  });

  it('leaves nothing, and touches nothing', async () => {
    expect((await moto.s3.send(new ListMultipartUploadsCommand({ Bucket: 'target' }))).Uploads ?? []).toEqual([]);
    expect((await moto.s3.send(new ListObjectsV2Command({ Bucket: 'target' }))).Contents).toMatchObject([{ Key: 'there', Size: 9 }]);
  });

  it('throws on a cancel', async () => {
    const x = testContext();
    x.abort();
    await expect(mayCopy(s3, { from: { bucket: 'source', key: 'a' }, to: { bucket: 'target', key: 'b' } }, x)).rejects.toThrow();
  });
});
