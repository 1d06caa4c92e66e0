import { GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ListTasksCommand } from '@aws-sdk/client-ecs';
import { CreateBucketCommand, GetObjectCommand, ListBucketsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsClients, TEST_KEY, TEST_REGION } from '../../../testing/aws-clients.ts';
import { type AwsStandIn, startAwsStandIn } from '../../../testing/aws-stand-in.ts';

let aws: AwsStandIn;
beforeAll(async () => {
  aws = await startAwsStandIn();
  await aws.s3.send(new CreateBucketCommand({ Bucket: 'signed', CreateBucketConfiguration: { LocationConstraint: TEST_REGION } }));
});
afterAll(() => aws.close());

describe('a caller', () => {
  it.each([
    ['an unknown key', { ...TEST_KEY, accessKeyId: 'AKIDOTHER' }, 'InvalidAccessKeyId', 'UnrecognizedClientException'],
    ['a wrong secret', { ...TEST_KEY, secretAccessKey: 'another secret' }, 'SignatureDoesNotMatch', 'InvalidSignatureException'],
  ])('with %s is refused, in the words of each service', async (_what, credentials, s3Code, jsonCode) => {
    const { s3, ecs, logs, destroy } = awsClients(aws.endpoint, credentials);
    const refused = (name: string) => ({ name, $metadata: { httpStatusCode: 403 } });
    await expect(s3.send(new ListBucketsCommand())).rejects.toMatchObject(refused(s3Code));
    await expect(s3.send(new PutObjectCommand({ Bucket: 'signed', Key: 'k', Body: 'x'.repeat(3 << 20) }))).rejects.toMatchObject(refused(s3Code));
    await expect(ecs.send(new ListTasksCommand())).rejects.toMatchObject(refused(jsonCode));
    await expect(logs.send(new GetLogEventsCommand({ logGroupName: 'g', logStreamName: 's' }))).rejects.toMatchObject(refused(jsonCode));
    destroy();
    await expect(aws.s3.send(new GetObjectCommand({ Bucket: 'signed', Key: 'k' }))).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('without a signature is refused', async () => {
    const answer = await fetch(`${aws.endpoint}/signed/k`);
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('<Code>AccessDenied</Code>')]);
  });

  it('whose clock is an hour off is refused', async () => {
    const late = await startAwsStandIn({
      clock: { now: () => new Date(Date.now() + 3_600_000), monotonic: () => performance.now(), sleep: () => Promise.resolve() },
    });
    await expect(late.s3.send(new ListBucketsCommand())).rejects.toMatchObject({ name: 'RequestTimeTooSkewed' });
    await late.close();
  });
});

describe('what was signed', () => {
  interface Sent {
    readonly headers: Record<string, string>;
    readonly query: Record<string, string>;
    path: string;
    body: unknown;
  }

  /** Signs a request with the SDK's client, then changes it on its way. */
  async function send(change: (request: Sent) => void) {
    const { s3, destroy } = awsClients(aws.endpoint);
    s3.middlewareStack.add(
      (next) => async (args) => {
        change(args.request as Sent);
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    await s3.send(new PutObjectCommand({ Bucket: 'signed', Key: 'changed', Body: 'hello' })).finally(destroy);
  }

  it('is accepted as it is', () => send(() => undefined));

  it.each<[string, string, (request: Sent) => void]>([
    ['a header', 'SignatureDoesNotMatch', ({ headers }) => Object.assign(headers, { 'x-amz-sdk-checksum-algorithm': 'SHA256' })],
    ['an added header', 'AccessDenied', ({ headers }) => Object.assign(headers, { 'x-amz-meta-extra': '1' })],
    ['the path', 'SignatureDoesNotMatch', (request) => Object.assign(request, { path: '/signed/other' })],
    ['the query', 'SignatureDoesNotMatch', ({ query }) => Object.assign(query, { more: '1' })],
    ['the body', 'XAmzContentSHA256Mismatch', (request) => Object.assign(request, { body: 'hallo' })],
  ])('must not be changed on the way: %s', async (_what, code, change) => {
    await expect(send(change)).rejects.toMatchObject({ name: code });
  });
});

describe('a presigned request', () => {
  it('is accepted until it expires', async () => {
    await aws.s3.send(new PutObjectCommand({ Bucket: 'signed', Key: 'a b+c', Body: 'hello' }));
    const url = await presign(300, new Date());
    expect(await (await fetch(url)).text()).toBe('hello');
    const old = await fetch(await presign(300, new Date(Date.now() - 301_000)));
    expect([old.status, await old.text()]).toEqual([403, expect.stringContaining('Request has expired')]);
    const changed = await fetch(url.replace('a%20b%2Bc', 'other'));
    expect([changed.status, await changed.text()]).toEqual([403, expect.stringContaining('SignatureDoesNotMatch')]);
  });

  /** By the SDK's own signer, which the client carries. */
  async function presign(expiresIn: number, signingDate: Date): Promise<string> {
    const { s3, destroy } = awsClients(aws.endpoint);
    const { hostname, port } = new URL(aws.endpoint);
    const signer = await s3.config.signer({ name: 'sigv4', signingName: 's3', signingRegion: TEST_REGION, properties: {} } as never);
    const request = {
      method: 'GET',
      protocol: 'http:',
      hostname,
      port: Number(port),
      path: '/signed/a%20b%2Bc',
      query: {},
      headers: { host: `${hostname}:${port}`, 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' },
    };
    const signed = await (
      signer as unknown as { presign(request: object, options: object): Promise<{ path: string; query: Record<string, string> }> }
    ).presign(request, {
      expiresIn,
      signingDate,
      signingRegion: TEST_REGION,
      signingService: 's3',
    });
    destroy();
    return `${aws.endpoint}${signed.path}?${Object.entries(signed.query)
      .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
      .join('&')}`;
  }
});
