import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { soakRunsOf } from '../model/soak.ts';
import { assertCited } from '../store/assert-cited.ts';
import { type AwsStandIn, startAwsStandIn } from '../testing/aws-stand-in.ts';
import { emptyS3Store } from '../testing/s3-store.ts';
import { soakWorld } from '../testing/soak-world.ts';
import { useTempFolder } from '../testing/temporary-folder.ts';

const temp = useTempFolder();
const BYTES = '  bounds: { last: 5, atLeast: 1, spread: 0.2 }\n  expect: { table: { bytes: { from: 1, to: 100000 } } }';

describe('a soak that several machines share by a store on S3', () => {
  let aws: AwsStandIn;
  beforeAll(async () => {
    aws = await startAwsStandIn();
  });
  afterAll(async () => await aws.close());

  it('is judged once, and the other machine has its answer and its history', async () => {
    const { here, there } = await emptyS3Store(aws.s3);
    const { run, ask, entries } = await soakWorld(temp.fresh(), { soak: BYTES, store: here });
    run('2026-11-02');
    expect(await ask('2026-11-02T02:45:00Z')).toMatchObject({ status: 'pass', fires: [{ kind: 'judged' }] });
    const again = await ask('2026-11-02T03:00:00Z', { store: there });
    expect(again).toMatchObject({
      status: 'pass',
      fires: [{ kind: 'already-judged', record: { status: 'pass', figures: { outputs: { table: { rows: 100 } } } } }],
    });
    run('2026-11-03', 300);
    const next = await ask('2026-11-03T02:45:00Z', { store: there });
    expect(next).toMatchObject({ status: 'fail', fires: [{ record: { history: [expect.any(String)] } }] });
    expect(JSON.stringify(next.fires)).toContain('rows of table: 300, outside of 80 to 120');
    expect((await entries()).length).toBe(2);
  });
});

it('a run of a soak is held against the ledger like any other', async () => {
  const { run, ask, store } = await soakWorld(temp.fresh(), { mode: 'shadow' });
  run('2026-11-02');
  expect((await ask('2026-11-02T02:45:00Z')).status).toBe('pass');
  const sealed = await store.fetch(soakRunsOf('export'), 'latest');
  await assertCited(store.ledger, sealed);
  await expect(assertCited(store.ledger, { ...sealed, sealHash: 'b'.repeat(64) })).rejects.toMatchObject({ code: 'evidence.damaged' });
});
