import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { TEST_KEY, TEST_REGION } from '../testing/aws-clients.ts';
import { makeBucket } from '../testing/aws-contract/s3-contract.ts';
import { type AwsStandIn, startAwsStandIn } from '../testing/aws-stand-in.ts';
import { runHere } from '../testing/in-process-cli.ts';
import { writeProcessScenario } from '../testing/process-scenario.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

let aws: AwsStandIn;
const workspace = temporaryFolder();
const at = join(workspace, 'scenarios/people');
const slow = join(workspace, 'slow');

/** Everybody's name is personal, and so is the ticket that is made anew each time. */
const SCRIPT = `[ -f ${slow} ] && touch ${slow}.begun && sleep 30
printf 'id,name,ticket\\n1,Tanaka-%s,%s\\n2,Suzuki,%s\\n' "$(date +%N)" "$(cat /proc/sys/kernel/random/uuid)" "$(cat /proc/sys/kernel/random/uuid)" > "$OUT"
`;
const STILL = `[ -f ${slow} ] && touch ${slow}.begun && sleep 30\nprintf 'id,name,ticket\\n1,Tanaka,a\\n2,Suzuki,b\\n' > "$OUT"\n`;

const records = async (): Promise<readonly { readonly type: string; readonly purpose?: string; readonly status: string }[]> =>
  JSON.parse((await runHere(workspace, ['ledger', 'show', '--json'])).stdout).records.map(({ entry }: { entry: unknown }) => entry);
const write = (script: string) => {
  for (const side of ['legacy', 'candidate']) writeFileSync(join(at, `${side}.sh`), script);
};

beforeAll(async () => {
  aws = await startAwsStandIn();
  for (const [name, value] of Object.entries({ ID: TEST_KEY.accessKeyId, KEY: TEST_KEY.secretAccessKey, TWINRUN_MASKING_KEY: 'k'.repeat(32) }))
    vi.stubEnv(name, value);
  const account = `region: ${TEST_REGION}, endpoint: "${aws.server.endpoint}", accessKeyIdSecret: ID, secretAccessKeySecret: KEY`;
  const store = `s3: { bucket: ${await makeBucket(aws.s3)}, prefix: team }`;
  writeFileSync(join(workspace, 'twinrun.yaml'), `schema: twinrun.workspace/1\naws: { ${account} }\nstore: { ${store} }\n`);
  writeProcessScenario(workspace, 'people', { legacy: SCRIPT, candidate: SCRIPT, personal: 'name, ticket' });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await aws.close();
});

describe('calibration and self-test with a store on S3, of outputs with personal columns', () => {
  it('measures noise, keeps no value of it, and its takes are no evidence of parity', async () => {
    const { code, stdout } = await runHere(workspace, ['calibrate', 'people', '--takes', '2', '--json']);
    const found = JSON.parse(stdout);
    expect({ code, columns: found.noise.map(({ column }: { column?: string }) => column) }).toEqual({ code: 1, columns: ['name', 'ticket'] });
    expect(found.noise[1].envelope).toEqual({ by: 'form', form: 'uuid' });
    const last = join(workspace, 'reports/people', found.runs[1].run);
    const kept = readdirSync(last).filter((name) => name.startsWith('calibration.'));
    expect(kept).toHaveLength(1);
    expect(stdout + kept.map((name) => readFileSync(join(last, name), 'utf8')).join()).not.toMatch(/Tanaka|Suzuki/);
    expect(await records()).toMatchObject([
      ...Array.from({ length: 2 }, () => ({ type: 'run', purpose: 'calibration', status: 'fail' })),
      { type: 'calibration', status: 'fail' },
    ]);
  });

  it('plants no fault into a take of a calibration', async () => {
    write(STILL);
    expect((await runHere(workspace, ['calibrate', 'people', '--takes', '2'])).code).toBe(0);
    expect(await runHere(workspace, ['selftest', 'people'])).toMatchObject({ code: 2, stdout: expect.stringContaining('no run of it passed') });
    expect((await runHere(workspace, ['runs'])).stdout).toMatch(/PASS \(calibration\)/);
  });

  it('keeps no value of a self-test either, and says by which run it stands', async () => {
    const { folder, run } = JSON.parse((await runHere(workspace, ['rehearse', 'people', '--json'])).stdout) as { folder: string; run: string };
    const { stdout } = await runHere(workspace, ['selftest', 'people', '--json']);
    const { id, score } = JSON.parse(stdout) as { id: string; score: number };
    expect(score).toBeGreaterThan(0.5);
    expect(stdout + readFileSync(join(folder, `self-test.${id}.json`), 'utf8')).not.toMatch(/Tanaka|Suzuki/);
    expect((await records()).at(-1)).toMatchObject({ type: 'self-test', id, run, score });
  });

  it('ends on Ctrl-C without a record, and says what became of it', async () => {
    const before = (await records()).length;
    const scratch = temporaryFolder();
    vi.stubEnv('TMPDIR', scratch);
    const soon = await runHere(workspace, ['selftest', 'people'], undefined, AbortSignal.timeout(150));
    expect(soon).toMatchObject({ code: 130, stdout: '', stderr: expect.stringMatching(/cancelled after \d+ of 30 mutations: nothing was entered/) });
    expect(readdirSync(scratch)).toEqual([]);
    expect(await records()).toHaveLength(before);

    writeFileSync(slow, '');
    const stop = new AbortController();
    const calibrating = runHere(workspace, ['calibrate', 'people', '--takes', '2'], undefined, stop.signal);
    await vi.waitFor(() => expect(existsSync(`${slow}.begun`)).toBe(true), { timeout: 60_000 });
    stop.abort(new Error('Ctrl-C'));
    expect(await calibrating).toMatchObject({ code: 130, stderr: expect.stringContaining('cancelled in take 1 of 2') });
    const after = (await records()).slice(before);
    expect(after).toMatchObject([{ type: 'run', status: 'cancelled', purpose: 'calibration' }]);
  });
});
