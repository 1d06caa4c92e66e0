import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../runtime/clock.ts';
import { TEST_KEY, TEST_REGION } from '../../testing/aws-clients.ts';
import { makeBucket } from '../../testing/aws-contract/s3-contract.ts';
import { type AwsStandIn, startAwsStandIn } from '../../testing/aws-stand-in.ts';
import { objectsIn } from '../../testing/s3-store.ts';
import { CSV, entryOf, headsOf, runsIn } from '../../testing/store-contract.ts';
import { STORE_CONTEXT } from '../../testing/store-parts.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { makeS3Store } from './s3-store.ts';

const children = new Set<ChildProcess>();
let aws: AwsStandIn;
let bucket: string;

beforeAll(async () => {
  aws = await startAwsStandIn();
  bucket = await makeBucket(aws.s3);
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
});
afterAll(() => aws.close());

/** Runs a module's text in a process of its own, with `store` below a prefix, and waits until it says `begun`. */
async function start(prefix: string, folder: string, code: string): Promise<ChildProcess> {
  const from = (path: string) => pathToFileURL(join(import.meta.dirname, path)).href;
  const head = `
    import { S3Client } from '@aws-sdk/client-s3';
    import { makeS3Objects } from '${from('../../connections/s3-objects.ts')}';
    import { STORE_CONTEXT as x } from '${from('../../testing/store-parts.ts')}';
    import { makeS3Store } from '${from('s3-store.ts')}';
    const client = new S3Client(${JSON.stringify({ region: TEST_REGION, endpoint: aws.server.endpoint, credentials: TEST_KEY, forcePathStyle: true })});
    const store = makeS3Store(makeS3Objects(client, { bucket: '${bucket}' }, x), '${prefix}', ${JSON.stringify(folder)}, x);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', `${head}\n${code}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  for await (const chunk of child.stdout ?? []) if (String(chunk).includes('begun')) return child;
  throw new Error('the process ended without a word');
}

const open = (prefix: string, folder = temporaryFolder()) => makeS3Store(objectsIn(aws.s3, bucket), prefix, folder, STORE_CONTEXT);
const appending = (name: string, times: number) =>
  `console.log('begun'); for (let n = 0; n < ${times}; n += 1) await store.ledger.append({ ...${JSON.stringify(entryOf(name))}, run: '${name}-' + n });`;

describe('a store on S3 that processes share', () => {
  it('has every record of two that append at once, each once and in its order', async () => {
    const writers = await Promise.all(['a', 'b'].map((name) => start('two', temporaryFolder(), appending(name, 25))));
    expect(await Promise.all(writers.map(async (child) => (child.exitCode === null ? (await once(child, 'exit'))[0] : child.exitCode)))).toEqual([
      0, 0,
    ]);
    const store = open('two');
    expect(await store.ledger.verify()).toMatchObject({ ok: true, count: 50 });
    const runs = await runsIn(store);
    for (const name of ['a', 'b']) expect(runs.filter((run) => run.startsWith(name))).toEqual(Array.from({ length: 25 }, (_, n) => `${name}-${n}`));
  });

  it('has a sound ledger after its writer is killed', async () => {
    const child = await start('killed', temporaryFolder(), appending('a', 1_000_000));
    await systemClock.sleep(250);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const store = open('killed');
    const before = await store.ledger.verify();
    expect(before).toMatchObject({ ok: true });
    expect((await store.ledger.append(entryOf('after'))).seq).toBe(before.count + 1);
  });

  it.each([10, 40, 80])('has a run whole or not at all when its process is killed %i ms into the upload; the rest is sent from there', async (ms) => {
    const folder = temporaryFolder();
    const code = `const run = await store.open('export', 'one', x);
      for (let n = 0; n < 30; n += 1) await run.writeJson('takes/legacy-1/artifacts/t/' + n + '.json', { n });
      await run.writeJson('${CSV}', 'x');
      await run.writeJson('run.json', { id: 'one', scenario: 'export', outcome: 'completed', startedAt: '2026-01-01T00:00:00.000Z' });
      const lock = await store.lock('scenario-export', x);
      console.log('begun'); await store.seal(run, x); setInterval(() => {}, 1000);`;
    const child = await start(`upload-${ms}`, folder, code);
    await systemClock.sleep(ms);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const here = open(`upload-${ms}`, folder);
    // Its lock is a dead process's of this machine.
    await (await here.lock('scenario-export', STORE_CONTEXT)).release();
    const there = open(`upload-${ms}`);
    const fetched = await there.fetch('export', 'one').catch((thrown: unknown) => thrown);
    if (fetched instanceof Error) expect(fetched).toMatchObject({ code: 'run.not-found' });
    const [head] = await headsOf(here);
    if (head?.outcome === 'interrupted' && head.left !== 'sealed') await here.seal(await here.resume('export', 'one', STORE_CONTEXT), STORE_CONTEXT);
    const done = await here.complete('export', 'one');
    expect(done.seal.files).toHaveLength(33);
    expect((await there.fetch('export', 'one')).sealHash).toBe(done.sealHash);
    expect(await headsOf(there)).toMatchObject([{ id: 'one', outcome: 'completed' }]);
  });
});
