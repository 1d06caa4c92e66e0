import { appendFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connections, makeConnections } from '../../connections/connections.ts';
import type { NaturalRun } from '../../model/natural-run.ts';
import { type AwsStandIn, startAwsStandIn } from '../../testing/aws-stand-in.ts';
import { testContext } from '../../testing/context.ts';
import { startOpenssh } from '../../testing/openssh-server.ts';
import { describeWithPrograms } from '../../testing/system-program.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { observeConfig } from './observe-config.ts';
import { observeRunner } from './observe-runner.ts';

const folder = temporaryFolder();
const HOUR = 3_600_000;
const started = Date.now();
const iso = (ms: number) => new Date(started + ms).toISOString();
/** Due an hour ago, and the next one in 23 hours. */
const natural: NaturalRun = { businessDate: '2026-11-24', zone: 'UTC', fires: [iso(-HOUR)], next: iso(23 * HOUR) };
let takes = 0;

async function observe(settings: unknown, connections: Connections, given: { timeoutMs?: number; natural?: NaturalRun } = {}) {
  const x = testContext();
  takes += 1;
  const request = {
    run: 'r',
    take: 'legacy-1',
    side: 'legacy',
    environment: {},
    timeoutMs: given.timeoutMs ?? 1_500,
    natural: given.natural ?? natural,
    logFile: join(folder, `log-${takes}.txt`),
  } as const;
  const observation = await observeRunner(connections).run(observeConfig.parse(settings), request, x);
  return { observation, events: x.events };
}

const none = makeConnections({ kind: 'real', hosts: {}, databases: {}, aws: {} }, testContext());

function file(name: string, text: string, ageMs: number): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  const at = new Date(Date.now() - ageMs);
  utimesSync(path, at, at);
  return path;
}

describe('observing a file', () => {
  it('takes what the natural run left; its times are that run’s', async () => {
    const path = file('whole.csv', 'a\n1\n', 50 * 60_000);
    const { observation } = await observe({ file: { path }, doneWhen: { quiet: '250ms' } }, none);
    expect(observation).toMatchObject({ runner: 'observe', outcome: { kind: 'observed' }, startedAt: iso(-HOUR), facts: { 'observed.size': '4' } });
    expect(Math.abs(Date.parse(observation.finishedAt) - (Date.now() - 50 * 60_000))).toBeLessThan(10_000);
  });

  it('refuses the one of yesterday, and says so at the deadline', async () => {
    const path = file('yesterday.csv', 'a\n1\n', 25 * HOUR);
    const { observation, events } = await observe({ file: { path }, doneWhen: { quiet: '250ms' } }, none);
    expect(observation.outcome).toMatchObject({ kind: 'unknown', reason: { id: 'observe.deadline', text: expect.stringContaining('an older one') } });
    expect(events).toContainEqual(expect.objectContaining({ type: 'output', text: expect.stringContaining('waiting: ') }));
    expect(events).toContainEqual(expect.objectContaining({ type: 'progress', unit: 'bytes' }));
  });

  it('does not wait for what cannot come any more', async () => {
    const past: NaturalRun = { ...natural, fires: [iso(-48 * HOUR)], next: iso(-24 * HOUR) };
    const path = file('replaced.csv', 'a\n1\n', HOUR);
    const { observation } = await observe({ file: { path } }, none, { natural: past, timeoutMs: 60_000 });
    expect(observation.outcome).toMatchObject({ kind: 'unknown', reason: { id: 'observe.later' } });
    const absent = await observe({ file: { path: join(folder, 'absent') }, doneWhen: { quiet: '250ms' } }, none, {
      natural: past,
      timeoutMs: 60_000,
    });
    expect(absent.observation.outcome).toMatchObject({ kind: 'unknown', reason: { id: 'observe.absent' } });
  });

  it('waits for the one that comes later, and takes no half of it', async () => {
    const path = join(folder, 'growing.csv');
    writeFileSync(path, 'a\n');
    let lines = 0;
    const writer = setInterval(() => {
      appendFileSync(path, '1\n');
      lines += 1;
      if (lines === 8) clearInterval(writer);
    }, 150);
    const { observation } = await observe({ file: { path }, doneWhen: { quiet: '1s' } }, none, { timeoutMs: 15_000 });
    expect(observation).toMatchObject({ outcome: { kind: 'observed' }, facts: { 'observed.size': '18' } });
  });

  it('a file that never stands still is no output', async () => {
    const path = join(folder, 'restless.csv');
    const writer = setInterval(() => appendFileSync(path, '1\n'), 50);
    const { observation } = await observe({ file: { path }, doneWhen: { quiet: '1s' } }, none, { timeoutMs: 2_500 });
    clearInterval(writer);
    expect(observation.outcome).toMatchObject({ kind: 'unknown', reason: { text: expect.stringContaining('stood still') } });
  });

  it('waits for the marker, and for the last line of a log', async () => {
    const path = file('marked.csv', 'a\n', 60_000);
    const marker = join(folder, 'marked.done');
    expect((await observe({ file: { path }, doneWhen: { marker } }, none)).observation.outcome.kind).toBe('unknown');
    setTimeout(() => writeFileSync(marker, ''), 300);
    expect((await observe({ file: { path }, doneWhen: { marker } }, none, { timeoutMs: 9_000 })).observation.outcome.kind).toBe('observed');
    const log = file('batch.log', 'begin 2026-11-24\n', 60_000);
    setTimeout(() => appendFileSync(log, 'done 2026-11-24\n'), 300);
    const settings = { file: { path: log }, doneWhen: { lastLine: 'done 2026-11-24' } };
    expect((await observe(settings, none, { timeoutMs: 9_000 })).observation.outcome.kind).toBe('observed');
  });

  it('is about one run: none, or several, are told', async () => {
    const path = file('which.csv', 'a\n', 60_000);
    const outcome = async (fires: string[], settings = {}) =>
      (await observe({ file: { path }, doneWhen: { quiet: '250ms' }, ...settings }, none, { natural: { ...natural, fires } })).observation.outcome;
    expect(await outcome([])).toMatchObject({ kind: 'unknown', reason: { text: expect.stringContaining('starts no run') } });
    const two = [iso(-2 * HOUR), iso(-HOUR)];
    expect(await outcome(two)).toMatchObject({ kind: 'unknown', reason: { text: expect.stringContaining('which one') } });
    expect(await outcome(two, { fire: iso(-HOUR).slice(11, 16) })).toMatchObject({ kind: 'observed' });
    // The earlier one ended before the later one began.
    expect(await outcome(two, { fire: iso(-2 * HOUR).slice(11, 16) })).toMatchObject({ kind: 'unknown', reason: { id: 'observe.later' } });
  });

  it('wants exactly one place', () => {
    expect(observeConfig.safeParse({}).success).toBe(false);
    expect(observeConfig.safeParse({ file: { path: 'a' }, s3: { bucket: 'b', key: 'k' } }).success).toBe(false);
  });
});

describeWithPrograms(['sshd', 'ssh-keygen'], 'observing a file on a host', ({ sshd = '' }) => {
  let connections: Connections;
  let server: Awaited<ReturnType<typeof startOpenssh>>;
  beforeAll(async () => {
    server = await startOpenssh(sshd, join(folder, 'sshd'));
    connections = makeConnections({ kind: 'real', hosts: { batch: server.address }, databases: {}, aws: {} }, testContext());
  });
  afterAll(async () => {
    await connections.close();
    await server.stop();
  });

  it('over SFTP, with the clock of the host', async () => {
    const path = file('remote.csv', 'a\n1\n', 50 * 60_000);
    const { observation } = await observe({ sftp: { host: 'batch', path }, doneWhen: { quiet: '250ms' } }, connections, { timeoutMs: 9_000 });
    expect(observation).toMatchObject({ outcome: { kind: 'observed' }, facts: { 'host.clockSkew': expect.stringMatching(/^-?[01]$/) } });
    const absent = await observe({ sftp: { host: 'batch', path: join(folder, 'never.csv') } }, connections);
    expect(absent.observation.outcome).toMatchObject({ kind: 'unknown', reason: { id: 'observe.deadline' } });
  });

  it('reads the last line of a long log', async () => {
    const path = file('long.log', `${'x'.repeat(80)}\n`.repeat(2_000), 60_000);
    const settings = { sftp: { host: 'batch', path }, doneWhen: { lastLine: 'end of 2026-11-24' } };
    expect((await observe(settings, connections)).observation.outcome.kind).toBe('unknown');
    appendFileSync(path, 'end of 2026-11-24\n\n');
    expect((await observe(settings, connections, { timeoutMs: 9_000 })).observation.outcome.kind).toBe('observed');
  });

  it('a host that cannot be reached shows nothing', async () => {
    const hosts = { batch: { ...server.address, hostKey: `SHA256:${'a'.repeat(43)}` } };
    const wrong = makeConnections({ kind: 'real', hosts, databases: {}, aws: {} }, testContext());
    const { observation } = await observe({ sftp: { host: 'batch', path: 'x' } }, wrong, { timeoutMs: 9_000 });
    expect(observation.outcome).toMatchObject({ kind: 'unknown', reason: { id: 'observe.failed', text: expect.stringContaining('host key') } });
    await wrong.close();
  });
});

describe('observing objects and tasks', () => {
  let cloud: AwsStandIn;
  let connections: Connections;
  beforeAll(async () => {
    cloud = await startAwsStandIn();
    const { s3, ecs, logs } = cloud;
    connections = { ...none, aws: () => ({ ...none.aws(), s3, ecs, logs }) };
  });
  afterAll(() => cloud.close());

  it('takes an object of this run as it is, and none that was written before', async () => {
    await cloud.s3.send(new CreateBucketCommand({ Bucket: 'backup' }));
    await cloud.s3.send(new PutObjectCommand({ Bucket: 'backup', Key: 'clients.csv', Body: 'a\n1\n' }));
    const s3 = { bucket: 'backup', key: 'clients.csv' };
    expect((await observe({ s3 }, connections)).observation).toMatchObject({ outcome: { kind: 'observed' }, facts: { 'observed.size': '4' } });
    const later: NaturalRun = { ...natural, fires: [iso(HOUR)] };
    expect((await observe({ s3 }, connections, { natural: later })).observation.outcome.kind).toBe('unknown');
    expect((await observe({ s3: { ...s3, key: 'none' } }, connections)).observation.outcome.kind).toBe('unknown');
  });
});
