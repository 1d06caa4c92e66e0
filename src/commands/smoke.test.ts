import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { TEST_KEY, TEST_REGION } from '../testing/aws-clients.ts';
import { copyWorkspace, runCli } from '../testing/cli.ts';
import { type Moto, startMoto } from '../testing/moto.ts';
import { describeWithPrograms } from '../testing/system-program.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const TASK = ['--task-definition', 'client-export', '--cluster', 'batch', '--subnet', 'subnet-1', '--security-group', 'sg-1'];

interface Result {
  readonly id: string;
  readonly status: string;
  readonly seen?: string;
  readonly error?: { readonly code: string };
}

describe('smoke', () => {
  it('proves each part by what only prints, says what was not asked for, and leaves nothing behind', async () => {
    const workspace = temporaryFolder();
    copyWorkspace(workspace);
    const args = ['smoke', '--host', 'batch', '--sftp-only', 'partner=inbox', '--database', 'analytics', '--database', 'no-such', ...TASK, '--json'];
    const temporary = temporaryFolder();
    // Another user may have to pass through it, as which the database runs where root starts it.
    chmodSync(temporary, 0o755);
    const { code, stdout, stderr } = await runCli(workspace, args, { environment: { TMPDIR: temporary } });
    const { results } = JSON.parse(stdout) as { results: readonly Result[] };
    expect(results.map(({ id, status }) => `${id} ${status}`)).toEqual([
      'ssh.batch ok',
      'sftp.batch ok',
      'sftp.partner ok',
      'database.analytics ok',
      'database.no-such failed',
      'fargate ok',
      's3 skipped',
    ]);
    expect(results[1]?.seen).toMatch(/bytes, verified by sha256/);
    expect(results[5]?.seen).toContain('its whole log');
    expect(results[4]?.error?.code).toBe('world.database-unknown');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('asks what is to be proven', async () => {
    expect(await runCli(temporaryFolder(), ['smoke'])).toMatchObject({ code: 3, stderr: expect.stringContaining('--host') });
  });
});

describeWithPrograms(['moto_server'], 'smoke on a bucket (moto)', (programs) => {
  let moto: Moto;
  const workspace = temporaryFolder();
  const environment = { SMOKE_ID: TEST_KEY.accessKeyId, SMOKE_KEY: TEST_KEY.secretAccessKey };
  const smoke = async (...args: string[]) => {
    const { code, stdout } = await runCli(workspace, ['smoke', '--json', ...args], { environment });
    return { code, s3: (JSON.parse(stdout) as { results: readonly Result[] }).results.find(({ id }) => id === 's3') };
  };

  beforeAll(async () => {
    moto = await startMoto(programs.moto_server ?? '');
    const aws = { region: TEST_REGION, endpoint: moto.endpoint, accessKeyIdSecret: 'SMOKE_ID', secretAccessKeySecret: 'SMOKE_KEY' };
    writeFileSync(join(workspace, 'twinrun.yaml'), stringify({ schema: 'twinrun.workspace/1', aws }));
    await moto.s3.send(new CreateBucketCommand({ Bucket: 'backup', CreateBucketConfiguration: { LocationConstraint: TEST_REGION } }));
    for (const [Key, Body] of [
      ['out/large.csv', 'x'.repeat(9_000)],
      ['out/small.csv', 'id'],
      ['out/.hidden', 'x'],
    ] as const)
      await moto.s3.send(new PutObjectCommand({ Bucket: 'backup', Key, Body }));
  });
  afterAll(() => moto.close());

  it('lists what lies there, and reads the smallest object that is not hidden, twice', async () => {
    expect(await smoke('--bucket', 'backup', '--prefix', 'out/')).toEqual({
      code: 0,
      s3: expect.objectContaining({ status: 'ok', seen: expect.stringMatching(/^3 there; out\/small\.csv, 2 bytes, verified by /) }),
    });
  });

  it('says that a bucket is not there', async () => {
    const { code, s3 } = await smoke('--bucket', 'no-such-bucket');
    expect([code, s3?.status]).toEqual([1, 'failed']);
    expect(JSON.stringify(s3?.error)).toContain('bucket');
  });
});
