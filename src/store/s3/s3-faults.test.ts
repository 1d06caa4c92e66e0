import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeStoreClient } from '../../connections/aws-clients.ts';
import { makeS3Objects } from '../../connections/s3-objects.ts';
import { leftUnderWay } from '../../experiment/left-under-way.ts';
import type { Store } from '../../model/store.ts';
import { makeSecrets } from '../../runtime/secrets.ts';
import { TEST_KEY, TEST_REGION } from '../../testing/aws-clients.ts';
import { makeBucket } from '../../testing/aws-contract/s3-contract.ts';
import { type AwsStandIn, startAwsStandIn } from '../../testing/aws-stand-in.ts';
import { type Breakage, type BreakingProxy, startBreakingProxy } from '../../testing/breaking-proxy.ts';
import { objectsIn, SMALL_PARTS } from '../../testing/s3-store.ts';
import { CSV, entryOf, headsOf, runsIn, sealedRun, writtenRun } from '../../testing/store-contract.ts';
import { STORE_CONTEXT } from '../../testing/store-parts.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { thisHolder } from '../lock-holder.ts';
import { makeS3Store } from './s3-store.ts';

const x = STORE_CONTEXT;
const CUT: Breakage = { after: 0, ending: 'cut' };

let aws: AwsStandIn;
let proxy: BreakingProxy;
let bucket: string;
let folder: string;
let client: ReturnType<typeof makeStoreClient>;

beforeAll(async () => {
  aws = await startAwsStandIn();
  proxy = await startBreakingProxy(aws.server.endpoint);
  const secrets = makeSecrets({});
  secrets.provide({ ID: TEST_KEY.accessKeyId, KEY: TEST_KEY.secretAccessKey });
  // As the command makes them: they try again.
  client = makeStoreClient({ region: TEST_REGION, endpoint: proxy.endpoint, accessKeyIdSecret: 'ID', secretAccessKeySecret: 'KEY' }, secrets, 1_000);
});
afterAll(async () => {
  client.destroy();
  await proxy.close();
  await aws.close();
});
beforeEach(async () => {
  bucket = await makeBucket(aws.s3);
  folder = temporaryFolder();
});
afterEach(() => {
  proxy.breakage = () => undefined;
});

/** The store of this machine, by way of the proxy; and of another, without. */
const here = (kmsKey?: string): Store =>
  makeS3Store(
    makeS3Objects(client, { bucket, partBytes: SMALL_PARTS, ...(kmsKey === undefined ? {} : { kmsKey }) }, x),
    '',
    join(folder, 'reports'),
    x,
  );
const there = (): Store => makeS3Store(objectsIn(aws.s3, bucket), '', temporaryFolder(), x);

/** Breaks calls of a method whose path holds a text: the first `times` of them. */
function breaks(method: string, text: string, breakage: Breakage, times = 1): void {
  let left = times;
  proxy.breakage = ({ method: called, url = '' }: IncomingMessage) =>
    called === method && decodeURIComponent(url).includes(text) && left-- > 0 ? breakage : undefined;
}

const put = (Key: string, Body: string | Buffer) => aws.s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
const keys = async () => ((await aws.s3.send(new ListObjectsV2Command({ Bucket: bucket }))).Contents ?? []).map(({ Key = '' }) => Key);

describe('a write whose answer is lost', () => {
  it('enters one record', async () => {
    const { ledger } = here();
    for (const run of ['one', 'two']) {
      breaks('PUT', 'ledger/', CUT);
      await ledger.append(entryOf(run));
    }
    expect(await runsIn(there())).toEqual(['one', 'two']);
  });

  it('takes and leaves a lock once', async () => {
    breaks('PUT', 'locks/', CUT);
    const lock = await here().lock('export', x);
    await expect(there().lock('export', x)).rejects.toMatchObject({ code: 'lock.held' });
    breaks('PUT', 'locks/', CUT);
    await lock.release();
    breaks('PUT', 'locks/', CUT);
    const second = await here().lock('export', x);
    const [held] = await there().locks();
    breaks('PUT', 'locks/', CUT);
    await here().unlock('export', held?.mark ?? '', x);
    await second.release();
    expect(await there().locks()).toEqual([]);
  });

  it('seals the run', async () => {
    breaks('PUT', 'seal.json', CUT);
    const run = await sealedRun(here(), 'one');
    expect((await there().fetch('export', 'one')).sealHash).toBe(run.sealHash);
    expect((await keys()).filter((key) => key.startsWith('runs/')).sort()).toEqual(
      ['journal.jsonl', 'run.json', 'seal.json', CSV].map((path) => `runs/export/one/${path}`).sort(),
    );
  });

  it('is not tried for ever: S3 that is gone is said', async () => {
    breaks('PUT', 'ledger/', CUT, 100);
    await expect(here().ledger.append(entryOf('one'))).rejects.toMatchObject({ code: 'store.unreachable', exitCode: 4 });
  });
});

describe('an upload that broke off', () => {
  it('leaves no run for others, says what to do, and goes on without sending anything twice', async () => {
    const store = here();
    proxy.breakage = ({ method, url = '' }) =>
      method === 'PUT' && decodeURIComponent(url).includes('顧客') ? { status: 403, code: 'AccessDenied' } : undefined;
    const again = await writtenRun(store, 'two');
    await expect(store.seal(again, x)).rejects.toMatchObject({
      code: 'store.upload-broke-off',
      exitCode: 4,
      fix: { text: expect.stringContaining('twinrun rehearse export --resume=two') },
    });
    expect(await headsOf(store)).toMatchObject([{ id: 'two', outcome: 'interrupted', left: 'sealed' }]);
    expect(await headsOf(there())).toMatchObject([{ outcome: 'interrupted', left: 'elsewhere' }]);
    await expect(there().fetch('export', 'two')).rejects.toMatchObject({ code: 'run.not-found' });

    proxy.breakage = () => undefined;
    const before = proxy.calls.length;
    const done = await here().complete('export', 'two');
    // The CSV, and the seal: the others were there.
    expect(proxy.calls.slice(before).filter((call) => call.startsWith('PUT'))).toHaveLength(2);
    expect(done.folder).toBe(join(folder, 'reports/export/two'));
    expect((await there().fetch('export', 'two')).sealHash).toBe(done.sealHash);
    expect((await headsOf(here())).map(({ id, left }) => [id, left])).toContainEqual(['two', undefined]);
  });

  it('sends a large file in parts, of which a broken one is sent again', async () => {
    const store = here('alias/evidence');
    const run = await writtenRun(store, 'one');
    const large = Buffer.alloc(2 * SMALL_PARTS + 1000, 'twelve bytes');
    const path = 'takes/legacy-1/artifacts/clients/large.csv';
    mkdirSync(dirname(join(run.folder, path)), { recursive: true });
    writeFileSync(join(run.folder, path), large);
    breaks('PUT', 'partNumber=2', CUT);
    await store.seal(run, x);
    const fetched = await there().fetch('export', 'one');
    expect(readFileSync(join(fetched.folder, path)).equals(large)).toBe(true);
    expect(statSync(join(fetched.folder, path)).mode & 0o777).toBe(0o600);
    // Every object of the run is encrypted by the key.
    for (const Key of await keys())
      expect(await aws.s3.send(new HeadObjectCommand({ Bucket: bucket, Key })), Key).toMatchObject({
        ServerSideEncryption: 'aws:kms',
        SSEKMSKeyId: 'alias/evidence',
      });
  });

  it('does not send a file that is no longer what was sealed', async () => {
    const store = here();
    const run = await writtenRun(store, 'one');
    breaks('PUT', '', { status: 403, code: 'AccessDenied' }, 100);
    await expect(store.seal(run, x)).rejects.toMatchObject({ code: 'store.upload-broke-off' });
    proxy.breakage = () => undefined;
    const file = join(folder, 'reports/.staged/export/one', CSV);
    rmSync(file);
    writeFileSync(file, 'id,name\n1,佐藤\n');
    await expect(here().complete('export', 'one')).rejects.toMatchObject({ code: 'evidence.damaged', exitCode: 4 });
    await expect(there().fetch('export', 'one')).rejects.toMatchObject({ code: 'run.not-found' });
  });

  it('does not overwrite another run with the same id', async () => {
    await sealedRun(there(), 'one', '2026-01-05T00:00:00.000Z');
    await expect(sealedRun(here(), 'one')).rejects.toMatchObject({ code: 'run.exists', exitCode: 4 });
  });
});

describe('a run that another machine began', () => {
  it('is said to whoever rehearses beside it, until it is sealed', async () => {
    const store = there();
    const run = await writtenRun(store, 'one');
    expect(await leftUnderWay(here(), 'export')).toMatch(
      new RegExp(`run one was never sealed .*begun by process ${process.pid} on .*may still be running`),
    );
    await store.seal(run, x);
    expect(await leftUnderWay(here(), 'export')).toBeUndefined();
    expect(await keys()).not.toContain('runs/export/one/open.json');
  });
});

describe('what was changed in the bucket', () => {
  it.each([
    ['a byte', (key: string) => put(key, 'id,name\n1,佐藤\n'), CSV],
    ['a file removed', (Key: string) => aws.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key })), CSV],
    ['a file added', (key: string) => put(key, 'x'), 'takes/extra.txt'],
    ['a file whose name leads out', (key: string) => put(key, 'x'), '../../x'],
    ['the seal cut', (key: string) => put(key, '{'), 'seal.json'],
  ])('%s is damage, and nothing of it stays in the cache', async (_what, change, path) => {
    await sealedRun(there(), 'one');
    await change(`runs/export/one/${path}`);
    await expect(here().fetch('export', 'one')).rejects.toMatchObject({ code: 'evidence.damaged', exitCode: 4 });
    expect(existsSync(join(folder, 'reports/export/one'))).toBe(false);
    expect(existsSync(join(folder, 'x')) || existsSync(join(folder, 'reports/x'))).toBe(false);
  });

  it('a changed copy in the cache is fetched again', async () => {
    await sealedRun(there(), 'one');
    const { folder: copy } = await here().fetch('export', 'one');
    writeFileSync(join(copy, CSV), 'id,name\n1,佐藤\n');
    writeFileSync(join(copy, 'verdict.json'), '{"seal":"another","status":"pass"}');
    await here().fetch('export', 'one');
    expect(readFileSync(join(copy, CSV), 'utf8')).toContain('山田');
    expect(readdirSync(copy)).not.toContain('verdict.json');
  });

  it.each([
    ['a record changed', (text: string) => put('ledger/000000000002.json', text.replace('"pass"', '"fail"')), 'record 2: was changed'],
    [
      'a record removed',
      () => aws.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'ledger/000000000002.json' })),
      'record 2: lies at ledger/000000000003.json',
    ],
    ['a record cut', () => put('ledger/000000000003.json', '{"schema"'), 'record 3: is not what the ledger writes'],
    ['something else put there', () => put('ledger/notes.txt', 'x\n'), 'record 4: lies at ledger/notes.txt'],
  ])('%s damages the ledger, and nothing is appended', async (_what, change, problem) => {
    const store = there();
    for (const run of ['one', 'two', 'three']) await store.ledger.append(entryOf(run));
    const second = await aws.s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'ledger/000000000002.json' }));
    await change((await second.Body?.transformToString()) ?? '');
    for (const one of [store, here()]) {
      expect(await one.ledger.verify()).toMatchObject({ ok: false, problem: expect.stringContaining(problem) });
      await expect(one.ledger.append(entryOf('four'))).rejects.toMatchObject({ code: 'ledger.damaged', exitCode: 4 });
    }
    expect(await keys()).not.toContain('ledger/000000000004.json');
  });
});

describe('a lock that was left', () => {
  const dead = async () => ({ ...(await thisHolder('rehearse', x)), pid: 2 ** 22 + 1, token: 'left'.repeat(6) });
  const leave = (holder: object) => put('locks/export.json', `${JSON.stringify(holder)}\n`);

  it('by a dead process of this machine is taken over', async () => {
    await leave(await dead());
    expect(await here().locks()).toEqual([]);
    await (await here().lock('export', x)).release();
  });

  it.each([
    ['of another host', { host: 'elsewhere' }],
    ['of a machine with the same name', { space: 'another boot/pid:[1]' }],
    ['of which that is not known', { space: undefined }],
  ])('by a process %s stands, until a person ends it', async (_which, change) => {
    await leave({ ...(await dead()), ...change });
    const error = await here()
      .lock('export', x)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'lock.held', fix: { text: expect.stringContaining('twinrun unlock export --holder leftleft --reason') } });
    await here().unlock('export', 'leftleft', x);
    await (await here().lock('export', x)).release();
  });

  it('and is no lock at all is held by nobody knows whom', async () => {
    await put('locks/export.json', 'x');
    await expect(here().lock('export', x)).rejects.toMatchObject({ code: 'lock.held', received: 'a damaged lock' });
    await here().unlock('export', 'damaged', x);
    await (await here().lock('export', x)).release();
  });

  it('names this machine', async () => expect((await dead()).host).toBe(hostname()));
});

describe('a bucket that cannot be used', () => {
  it.each([
    ['no such bucket', { status: 404, code: 'NoSuchBucket' }, 'store.no-bucket', 3],
    ['access denied', { status: 403, code: 'AccessDenied' }, 'store.refused', 4],
    ['something unknown', { status: 400, code: 'InvalidArgument' }, 'store.rejected', 4],
  ])('%s', async (_what, breakage, code, exitCode) => {
    proxy.breakage = () => breakage;
    await expect(here().lock('export', x)).rejects.toMatchObject({ code, exitCode });
    await expect(here().ledger.verify()).rejects.toMatchObject({ code });
    await expect(here().open('export', 'one', x)).rejects.toMatchObject({ code });
    expect(existsSync(join(folder, 'reports/.staged/export'))).toBe(false);
  });

  it('is asked again where it falls silent, before its answer and within', async () => {
    await sealedRun(there(), 'one');
    breaks('GET', CSV, { after: 0, ending: 'silence' });
    await here().fetch('export', 'one');
    const [first] = await headsOf(here());
    expect(first).toMatchObject({ id: 'one', outcome: 'completed' });
    breaks('GET', 'run.json', { after: 10, ending: 'silence' });
    await makeS3Store(makeS3Objects(client, { bucket }, x), '', temporaryFolder(), x).fetch('export', 'one');
  });

  it('reads on where an object broke off', async () => {
    const store = there();
    const run = await writtenRun(store, 'one');
    const large = Buffer.from(Array.from({ length: 40_000 }, (_, n) => `${n},value\n`).join(''));
    writeFileSync(join(run.folder, 'takes/large.csv'), large);
    await store.seal(run, x);
    breaks('GET', 'large.csv', { after: 100_000, ending: 'cut' });
    const { folder: copy } = await here().fetch('export', 'one');
    expect(readFileSync(join(copy, 'takes/large.csv')).equals(large)).toBe(true);
    expect(proxy.calls).toContainEqual(expect.stringMatching(/^GET bytes=\d{5,}-$/));
  });
});
