import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connections, makeConnections } from '../connections/connections.ts';
import type { TakeRequest } from '../model/runner.ts';
import type { World } from '../model/world.ts';
import { sha256 } from '../runtime/hash.ts';
import { type TestContext, testContext } from '../testing/context.ts';
import { type OpensshServer, startOpenssh } from '../testing/openssh-server.ts';
import { lives } from '../testing/processes.ts';
import { describeWithPrograms } from '../testing/system-program.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { sshRunner } from './ssh-runner.ts';

const folder = temporaryFolder();
let logs = 0;

function request(environment: Record<string, string> = {}, timeoutMs = 20_000): TakeRequest {
  logs += 1;
  return { run: 'r', take: 'legacy-1', side: 'legacy', environment, timeoutMs, logFile: join(folder, `log-${logs}.txt`) };
}

function script(name: string, lines: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${lines}\n`);
  chmodSync(path, 0o755);
  return path;
}

describeWithPrograms(['sshd', 'ssh-keygen'], 'the ssh runner against OpenSSH', (programs) => {
  let server: OpensshServer;
  let connections: Connections;
  let x: TestContext;
  const world = (hostKey?: string): World => ({
    kind: 'real',
    hosts: { batch: { ...server.address, ...(hostKey === undefined ? {} : { hostKey }) } },
    databases: {},
    aws: {},
  });

  beforeAll(async () => {
    server = await startOpenssh(programs.sshd ?? '', join(folder, 'sshd'));
  });
  afterAll(async () => {
    await connections.close();
    await server.stop();
  });

  async function run(command: string[], take = request(), context = testContext(), hostKey?: string) {
    await connections?.close();
    x = context;
    connections = makeConnections(world(hostKey), x);
    return sshRunner(connections).run({ host: 'batch', command }, take, x);
  }

  it('observes exit codes, the log of both streams, and what was met', async () => {
    const take = request();
    const path = script('three.sh', 'echo out; echo err >&2; exit 3');
    const observation = await run([path], take);
    expect(observation.outcome).toEqual({ kind: 'exited', exitCode: 3 });
    expect(readFileSync(take.logFile, 'utf8').split('\n').sort()).toEqual(['', 'err', 'out']);
    expect(observation.facts['script.sha256']).toBe(sha256(readFileSync(path)));
    expect(Math.abs(Number(observation.facts['host.clockSkew']))).toBeLessThanOrEqual(2);
  });

  it('keeps a signal apart from an exit code', async () => {
    expect((await run([script('killed.sh', 'kill -KILL $$')])).outcome).toEqual({ kind: 'signalled', signal: 'SIGKILL' });
  });

  it('hands the environment over as data, whatever it holds, and gives an empty stdin', async () => {
    const take = request({ TRICKY: `a'b"c $(touch ${folder}/pwned) \`id\` ; \\ 日本`, EMPTY: '' });
    await run([script('show.sh', 'printf "[%s][%s]\\n" "$TRICKY" "${EMPTY-unset}"; cat; echo "args: $*"'), "it's", '$HOME'], take);
    expect(readFileSync(take.logFile, 'utf8')).toBe(`[a'b"c $(touch ${folder}/pwned) \`id\` ; \\ 日本][]\nargs: it's $HOME\n`);
    expect(() => readFileSync(join(folder, 'pwned'))).toThrow();
  });

  it('redacts secrets in the log', async () => {
    const take = request({ PASSWORD: 'hunter2hunter2' });
    await run([script('leak.sh', 'echo "connecting with $PASSWORD"')], take, testContext({ PASSWORD: 'hunter2hunter2' }));
    expect(readFileSync(take.logFile, 'utf8')).toBe('connecting with [secret]\n');
  });

  it('stops the whole process group on time-out, and verifies that it is gone', async () => {
    const take = request({}, 3_000);
    const observation = await run([script('hang.sh', 'sleep 300 & echo "child $!"; trap "" TERM; wait; sleep 300')], take);
    expect(observation.outcome).toEqual({ kind: 'timed-out', afterMs: 3_000 });
    const child = Number(/child (\d+)/.exec(readFileSync(take.logFile, 'utf8'))?.[1]);
    expect(child).toBeGreaterThan(1);
    expect(lives(child)).toBe(false);
  });

  it('finds and ends children that left the session, also behind parents that are gone, and those that are born meanwhile', async () => {
    const take = request({}, 3_000);
    // One ignores TERM, one lost its parents, one kept nothing of its environment, and one makes others all the time.
    const stray = 'setsid sh -c "trap \\"\\" TERM; echo stray \\$\\$; while :; do sleep 1; done" &';
    const orphan = '(setsid sh -c "sleep 300 & echo orphan \\$!" &)';
    const bare = 'setsid env -i /bin/sh -c "echo bare \\$\\$; sleep 300; :" &';
    const born = '(trap "" TERM; while :; do sleep 0.05 & wait $!; done) & echo born $!';
    expect((await run([script('stray.sh', [stray, orphan, bare, born, 'sleep 300'].join('\n'))], take)).outcome).toEqual({
      kind: 'timed-out',
      afterMs: 3_000,
    });
    const pids = [...readFileSync(take.logFile, 'utf8').matchAll(/^(\w+) (\d+)$/gm)];
    expect(pids.map(([, name]) => name).sort()).toEqual(['bare', 'born', 'orphan', 'stray']);
    for (const [, name, pid] of pids) expect([name, lives(Number(pid))]).toEqual([name, false]);
  });

  it('observes the signal by which somebody else ended the batch', async () => {
    const take = request();
    const running = run([script('victim.sh', 'echo "child $$"; sleep 300')], take);
    await expect.poll(() => readFileSync(take.logFile, 'utf8'), { timeout: 60_000 }).toMatch(/child \d+/);
    const pid = Number(/child (\d+)/.exec(readFileSync(take.logFile, 'utf8'))?.[1]);
    process.kill(-pid, 'SIGKILL');
    expect((await running).outcome).toEqual({ kind: 'signalled', signal: 'SIGKILL' });
  });

  it('stops it on cancel', async () => {
    const context = testContext();
    const take = request();
    const running = run([script('wait.sh', 'echo "child $$"; exec sleep 300')], take, context);
    await expect.poll(() => readFileSync(take.logFile, 'utf8'), { timeout: 60_000 }).toMatch(/child \d+/);
    context.abort();
    expect((await running).outcome).toEqual({ kind: 'cancelled' });
    expect(lives(Number(/child (\d+)/.exec(readFileSync(take.logFile, 'utf8'))?.[1]))).toBe(false);
  });

  it('says not-started, with expected and received, when the host key is another one', async () => {
    const { outcome } = await run(
      [script('never.sh', `touch ${folder}/ran`)],
      request(),
      testContext(),
      'SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    );
    expect(outcome).toMatchObject({ kind: 'not-started', error: { code: 'ssh.host-key-mismatch', received: server.address.hostKey } });
    expect(() => readFileSync(join(folder, 'ran'))).toThrow();
  });

  it('exits 127 for a program that is not there', async () => {
    expect((await run(['/no/such/program'])).outcome).toEqual({ kind: 'exited', exitCode: 127 });
  });

  it('is unknown when the connection is cut while the batch runs', async () => {
    const take = request();
    const running = run([script('cut.sh', 'echo "session $PPID"; sleep 2')], take);
    await expect.poll(() => readFileSync(take.logFile, 'utf8'), { timeout: 60_000 }).toMatch(/session \d+/);
    process.kill(Number(/session (\d+)/.exec(readFileSync(take.logFile, 'utf8'))?.[1]), 'SIGKILL');
    expect((await running).outcome).toMatchObject({ kind: 'unknown', reason: { id: 'ssh.connection-lost' } });
  });
});

describe('the ssh runner without a host', () => {
  it('says not-started and how to mend it', async () => {
    const x = testContext();
    const connections = makeConnections(
      { kind: 'real', hosts: { batch: { address: '127.0.0.1', port: 1, user: 'nobody', hostKey: 'SHA256:x' } }, databases: {}, aws: {} },
      x,
    );
    const { outcome } = await sshRunner(connections).run({ host: 'batch', command: ['true'] }, request(), x);
    expect(outcome).toMatchObject({ kind: 'not-started', error: { code: 'ssh.unreachable' } });
  });
});
