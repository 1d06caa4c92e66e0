import { CreateBucketCommand, DeleteObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { ledgerConditions } from '../../gate/conditions/ledger.ts';
import type { LedgerEntry } from '../../model/ledger.ts';
import { systemClock } from '../../runtime/clock.ts';
import { type Moto, startMoto } from '../../testing/moto.ts';
import { objectsIn } from '../../testing/s3-store.ts';
import { describeWithPrograms } from '../../testing/system-program.ts';
import { readLedger } from '../read-ledger.ts';
import { keysUnder } from './keys.ts';
import { makeS3Ledger } from './s3-ledger.ts';

const DAY = 86_400_000;
const keys = keysUnder('team');

function entry(run: string, at = systemClock.now()): LedgerEntry {
  const of = { scenario: 's', status: 'pass', allowed: 0, world: 'real', seal: 'a'.repeat(64) } as const;
  return { type: 'run', at: at.toISOString(), run, ...of };
}

describeWithPrograms(['moto_server'], 'a ledger whose records S3 locks', ({ moto_server = '' }) => {
  let moto: Moto;
  let s3: S3Client;
  let bucket: string;
  let nth = 0;

  beforeAll(async () => {
    moto = await startMoto(moto_server);
    s3 = moto.s3;
  });
  afterAll(() => moto.close());
  beforeEach(async () => {
    bucket = `locked-${++nth}`;
    await s3.send(
      new CreateBucketCommand({
        Bucket: bucket,
        ObjectLockEnabledForBucket: true,
        CreateBucketConfiguration: { LocationConstraint: 'ap-northeast-1' },
      }),
    );
    for (const run of ['one', 'two', 'three']) await open(DAY).append(entry(run));
  });

  const objects = () => objectsIn(s3, bucket);
  const open = (lockMs?: number, daysOn = 0) => {
    const clock = { ...systemClock, now: () => new Date(Date.now() + daysOn * DAY) };
    return makeS3Ledger(objects(), keys, { clock }, lockMs);
  };
  const said = async (ledger = open(DAY)) => await ledger.locked?.();
  /** The gate's word, where the policy asks for an anchor and none is given. */
  const gateSays = async () => {
    const ledger = open(DAY);
    const records = await readLedger({ ledger });
    const { head } = await ledger.verify();
    const locked = await ledger.locked?.();
    return ledgerConditions({ records, head, ...(locked === undefined ? {} : { locked }) }, true)[1]?.status;
  };

  it('is whole by what S3 says, as long as the newest record is locked', async () => {
    expect(await said()).toMatchObject({
      status: 'pass',
      until: expect.stringMatching(/^20/),
      text: expect.stringContaining('the newest, 3, is locked'),
    });
    expect(await gateSays()).toBe('pass');
    expect(await said(open(DAY, 2))).toMatchObject({ status: 'inconclusive', text: expect.stringContaining('ended at') });
    await open().append(entry('four'));
    expect(await said()).toMatchObject({ status: 'inconclusive', text: expect.stringContaining('the newest record, 4, is not locked') });
    expect(await gateSays()).toBe('inconclusive');
    expect(open().locked).toBeUndefined();
  });

  it('shows a tail that was cut off, although the chain holds', async () => {
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: keys.record(3) }));
    expect(await open().verify()).toMatchObject({ ok: true, count: 2 });
    expect(await said()).toMatchObject({ status: 'fail', text: expect.stringContaining(`${keys.record(3)} was removed at`) });
    expect(await gateSays()).toBe('fail');
  });

  it('shows a chain that was made anew: what is locked can be hidden, not replaced', async () => {
    for (const seq of [3, 2, 1]) await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: keys.record(seq) }));
    for (const run of ['one', 'two', 'another']) await open(DAY).append(entry(run));
    expect(await open().verify()).toMatchObject({ ok: true, count: 3 });
    expect(await said()).toMatchObject({ status: 'fail', text: expect.stringContaining('was removed') });
    await objects().put(keys.record(3), 'x\n');
    expect(await gateSays().catch((thrown: { code: string }) => thrown.code)).toBe('ledger.damaged');
  });

  it('shows a record that was written long after the day that it tells', async () => {
    await open(DAY).append(entry('four', new Date(Date.now() - 9 * DAY)));
    expect(await said()).toMatchObject({ status: 'fail', text: expect.stringMatching(/^record 4 says that it is of .* and S3 wrote it at/) });
  });
});
