import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TEST_KEY, TEST_REGION } from '../../testing/aws-clients.ts';
import { type AwsStandIn, startAwsStandIn } from '../../testing/aws-stand-in.ts';
import { type ProgramRun, runProgram, standIn } from '../../testing/run-program.ts';
import { describeWithPrograms } from '../../testing/system-program.ts';

let cloud: AwsStandIn;
let work: string;
let env: Readonly<Record<string, string>>;
beforeAll(async () => {
  cloud = await startAwsStandIn();
  await cloud.s3.send(new CreateBucketCommand({ Bucket: 'backup' }));
  work = realpathSync(mkdtempSync(join(tmpdir(), 'twinrun-aws-')));
  writeFileSync(join(work, 'clients.csv'), randomBytes(3 << 20));
  writeFileSync(join(work, 'empty.csv'), '');
  env = {
    HOME: work,
    TZ: 'UTC',
    AWS_REGION: TEST_REGION,
    AWS_DEFAULT_REGION: TEST_REGION,
    AWS_ENDPOINT_URL: cloud.endpoint,
    AWS_ACCESS_KEY_ID: TEST_KEY.accessKeyId,
    AWS_SECRET_ACCESS_KEY: TEST_KEY.secretAccessKey,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
});
afterAll(async () => {
  await cloud.close();
  rmSync(work, { recursive: true, force: true });
});

const [node = '', ...ours] = standIn('aws');
const aws = (args: readonly string[], input = '', change: Readonly<Record<string, string>> = {}): Promise<ProgramRun> =>
  runProgram(node, [...ours, ...args], { env: { ...env, ...change }, cwd: work, input });
const sha256 = (data: Buffer): string => createHash('sha256').update(data).digest('base64');

describe('the stand-in for aws', () => {
  it('copies a file to S3 with a checksum of the whole, and back', async () => {
    expect(await aws(['s3', 'cp', '--only-show-errors', join(work, 'clients.csv'), 's3://backup/daily/'])).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
    const head = await cloud.s3.send(new HeadObjectCommand({ Bucket: 'backup', Key: 'daily/clients.csv', ChecksumMode: 'ENABLED' }));
    const data = readFileSync(join(work, 'clients.csv'));
    expect([head.ContentLength, head.ChecksumSHA256]).toEqual([data.length, sha256(data)]);
    expect((await aws(['s3', 'cp', 's3://backup/daily/clients.csv', 'back'])).stdout).toBe('download: s3://backup/daily/clients.csv to ./back\n');
    expect(readFileSync(join(work, 'back')).equals(data)).toBe(true);
    expect(statSync(join(work, 'back')).mtimeMs).toBe(head.LastModified?.getTime());
  });

  it('copies from stdin and to stdout', async () => {
    expect(await aws(['s3', 'cp', '-', 's3://backup/stdin', '--quiet'], 'through a pipe\n')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await aws(['s3', 'cp', 's3://backup/stdin', '-'])).toEqual({ code: 0, stdout: 'through a pipe\n', stderr: '' });
  });

  it('takes region and endpoint from options', async () => {
    const wrong = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_REGION: '' };
    expect((await aws(['s3', 'ls', 's3://backup', '--endpoint-url', cloud.endpoint, `--region=${TEST_REGION}`], '', wrong)).code).toBe(0);
    expect((await aws(['s3', 'ls', 's3://backup'], '', { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_ENDPOINT_URL_S3: cloud.endpoint })).code).toBe(
      0,
    );
  });

  it('says what it does not have', async () => {
    for (const args of [
      ['s3', 'sync', '.', 's3://backup'],
      ['ec2', 'describe-instances'],
      ['s3', 'cp', '--recursive', '.', 's3://backup'],
      ['s3', 'cp', 'a', 'b'],
    ]) {
      const { code, stderr } = await aws(args);
      expect([code, /stand-in|usage/.test(stderr)]).toEqual([255, true]);
    }
    const { code, stderr } = await aws(['s3', 'ls'], '', { AWS_SECRET_ACCESS_KEY: '' });
    expect([code, stderr.includes('credentials')]).toEqual([255, true]);
    expect((await aws(['--version'])).stdout).toMatch(/^aws-cli\//);
  });

  it('leaves no half file when a download fails', async () => {
    mkdirSync(join(work, 'target'));
    const { code, stderr } = await aws(['s3', 'cp', 's3://backup/absent', 'target/']);
    expect([code, stderr.startsWith('download failed: s3://backup/absent to ./target/absent')]).toEqual([1, true]);
    expect(readdirSync(join(work, 'target'))).toEqual([]);
  });
});

describeWithPrograms(['aws'], 'the stand-in does as the aws command', (programs) => {
  const calls: readonly (readonly [string, readonly string[]])[] = [
    ['uploads', ['s3', 'cp', '--no-progress', 'clients.csv', 's3://backup/a/clients.csv']],
    ['uploads what is empty', ['s3', 'cp', 'empty.csv', 's3://backup/a/', '--no-progress']],
    ['lists', ['s3', 'ls', 's3://backup/a/']],
    ['lists folders', ['s3', 'ls', 's3://backup/']],
    ['lists nothing', ['s3', 'ls', 's3://backup/nothing/']],
    ['downloads', ['s3', 'cp', '--no-progress', 's3://backup/a/clients.csv', 'down.csv']],
    ['removes', ['s3', 'rm', 's3://backup/a/empty.csv']],
    ['uploads a file that is absent', ['s3', 'cp', 'absent', 's3://backup/absent']],
    ['uploads to a bucket that is absent', ['s3', 'cp', 'empty.csv', 's3://absent-bucket/x']],
    ['lists a bucket that is absent', ['s3', 'ls', 's3://absent-bucket']],
    ['shows only errors', ['s3', 'cp', '--only-show-errors', 'empty.csv', 's3://backup/b']],
  ];
  /** The second at which an object was written differs between the two. */
  const shown = ({ code, stdout, stderr }: ProgramRun): unknown => [
    code,
    stdout
      .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, 'TIME')
      .replace(/\r/g, '\n')
      .trim(),
    stderr.trim().replace(/^fatal error: /, ''),
  ];

  it.each(calls)('%s', async (_title, args) => {
    const real = await runProgram(programs.aws ?? '', args, { env, cwd: work });
    expect(shown(await aws(args))).toEqual(shown(real));
  });
});
