import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeTasksCommand, RunTaskCommand, type Task } from '@aws-sdk/client-ecs';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connections, makeConnections } from '../connections/connections.ts';
import { askHost, shellQuote } from '../connections/ssh/ssh-command.ts';
import { type TestContext, testContext } from '../testing/context.ts';
import { type Sandbox, useSandbox } from './sandbox.ts';

const scenarios = join(import.meta.dirname, '..', '..', 'scenarios');
const scenarioFolders = ['client-export', 'client-export-drifted'].map((id) => join(scenarios, id));
const workspaceFolder = mkdtempSync(join(tmpdir(), 'twinrun-workspace-'));
const DAY = new Date(Date.now() + 9 * 3_600_000 - 86_400_000).toISOString().slice(0, 10);
const FILE = `clients_${DAY}.csv`;

let sandbox: Sandbox;
let x: TestContext;
let connections: Connections;

beforeAll(async () => {
  sandbox = await useSandbox({ workspaceFolder, scenarioFolders, x: testContext() });
  x = testContext(sandbox.secrets);
  connections = makeConnections(sandbox.world, x);
});

afterAll(async () => {
  await connections?.close();
  await sandbox?.stop();
  rmSync(workspaceFolder, { recursive: true, force: true });
});

async function read(host: string, path: string): Promise<Buffer> {
  const sftp = await (await connections.ssh(host)).sftp();
  const chunks: Buffer[] = [];
  for await (const chunk of sftp.createReadStream(path)) chunks.push(chunk as Buffer);
  sftp.end();
  return Buffer.concat(chunks);
}

async function list(host: string, path: string): Promise<string[]> {
  const sftp = await (await connections.ssh(host)).sftp();
  const names = await new Promise<string[]>((resolve, reject) =>
    sftp.readdir(path, (error, entries) => (error ? reject(error) : resolve(entries.map((entry) => entry.filename)))),
  );
  sftp.end();
  return names.sort();
}

const fence = (folder: string) => ({ PARTNER_HOST: '127.0.0.1', PARTNER_PORT: String(sandbox.world.hosts.decoy?.port), PARTNER_DIR: folder });

async function runLegacy(environment: Readonly<Record<string, string>>): Promise<void> {
  const words = Object.entries({ BUSINESS_DATE: DAY, ...environment }).map(([name, value]) => `${name}=${shellQuote(value)}`);
  const result = await askHost(await connections.ssh('batch'), `${words.join(' ')} client-export/client_export.sh`);
  expect(result, result.stderr).toMatchObject({ exitCode: 0 });
}

async function runTask(taskDefinition: string, environment: Readonly<Record<string, string>>): Promise<Task | undefined> {
  const { ecs } = connections.aws();
  const overrides = Object.entries({ BUSINESS_DATE: DAY, ...environment }).map(([name, value]) => ({ name, value }));
  const { tasks, failures } = await ecs.send(
    new RunTaskCommand({
      cluster: 'batch',
      taskDefinition,
      launchType: 'FARGATE',
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'], assignPublicIp: 'DISABLED' } },
      overrides: { containerOverrides: [{ name: taskDefinition, environment: overrides }] },
    }),
  );
  expect(failures ?? []).toEqual([]);
  const arn = tasks?.[0]?.taskArn ?? '';
  for (;;) {
    const { tasks: now } = await ecs.send(new DescribeTasksCommand({ cluster: 'batch', tasks: [arn] }));
    if (now?.[0]?.lastStatus === 'STOPPED') return now[0];
    await x.clock.sleep(200);
  }
}

async function object(key: string): Promise<Buffer> {
  const { Body } = await connections.aws().s3.send(new GetObjectCommand({ Bucket: 'batch-backup', Key: key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

describe('the sandbox', () => {
  it('is ephemeral and leaves no state', () => {
    expect(sandbox.kept).toBe(false);
    expect(readdirSync(workspaceFolder)).toEqual([]);
  });

  it('holds no secret in its world', () => {
    const text = JSON.stringify(sandbox.world);
    for (const secret of Object.values(sandbox.secrets)) expect(text).not.toContain(secret);
  });

  it('looks like a batch host', async () => {
    const { stdout } = await askHost(await connections.ssh('batch'), 'pwd; ls; ls backup | wc -l; for p in psql sftp aws; do command -v $p; done');
    expect(stdout).toMatch(/\/home\/export\nbackup\nbatch.env\nclient-export\nlog\n(?:rehearsal\n)? *40\n\/.*psql\n\/.*sftp\n\/.*aws\n$/);
  });

  it('answers probes', async () => {
    const { rows } = await connections.query('analytics', 'SELECT count(*), max(updated_at) FROM clients');
    expect(Number(rows[0]?.[0])).toBeGreaterThanOrEqual(100_000);
  });

  it('runs both sides of the batch: equal files everywhere, and nothing for the real partner', async () => {
    await runLegacy({ BACKUP_DIR: 'rehearsal/client-export', ...fence('from-legacy') });
    const task = await runTask('client-export', { BACKUP_PREFIX: 'rehearsal/client-export/', ...fence('from-candidate') });
    expect(task?.containers?.[0]?.exitCode, JSON.stringify(task)).toBe(0);
    const legacy = await read('batch', `rehearsal/client-export/${FILE}`);
    expect(parse(legacy).length - 1).toBeGreaterThan(99_900);
    expect((await object(`rehearsal/client-export/${FILE}`)).equals(legacy)).toBe(true);
    expect((await read('decoy', `from-legacy/${FILE}`)).equals(legacy)).toBe(true);
    expect((await read('decoy', `from-candidate/${FILE}`)).equals(legacy)).toBe(true);
    expect(await list('partner', 'inbox')).toEqual([]);
    expect(await list('batch', 'backup')).toHaveLength(40);
  });

  it('shows what drifts: times, NULLs, order and one row', async () => {
    await runLegacy({ BACKUP_DIR: 'rehearsal/client-export-drifted', ...fence('client-export-drifted/from-legacy') });
    const task = await runTask('client-export-drifted', {
      BACKUP_PREFIX: 'rehearsal/client-export-drifted/',
      ...fence('client-export-drifted/from-candidate'),
    });
    expect(task?.containers?.[0]?.exitCode).toBe(0);
    const legacy = parse(await read('decoy', `client-export-drifted/from-legacy/${FILE}`));
    const candidate = parse(await read('decoy', `client-export-drifted/from-candidate/${FILE}`));
    expect(candidate[0]).toEqual(legacy[0]);
    expect(legacy.length - candidate.length).toBe(1);
    const header: readonly string[] = legacy[0] ?? [];
    const byKey = new Map(candidate.slice(1).map((row) => [row[0], row]));
    const order = legacy.slice(1).map((row) => row[0]);
    const columns = new Map<string, number>();
    for (const row of legacy.slice(1)) {
      const other = byKey.get(row[0]);
      for (const [at, name] of header.entries()) if (other !== undefined && other[at] !== row[at]) columns.set(name, (columns.get(name) ?? 0) + 1);
    }
    expect([...columns.keys()].sort()).toEqual(['email', 'last_ordered_at', 'note', 'updated_at']);
    expect(columns.get('updated_at')).toBe(candidate.length - 1);
    expect(candidate.slice(1).map((row) => row[0])).not.toEqual(order.filter((key) => byKey.has(key)));
  });
});
