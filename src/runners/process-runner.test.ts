import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TakeRequest } from '../model/runner.ts';
import { testContext } from '../testing/context.ts';
import { lives } from '../testing/processes.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { processRunner } from './process-runner.ts';

const folder = temporaryFolder();
const path = '/usr/local/bin:/usr/bin:/bin';
let logs = 0;

function request(timeoutMs = 20_000): TakeRequest {
  logs += 1;
  return {
    run: 'r',
    take: 'candidate-1',
    side: 'candidate',
    environment: { GREETING: 'hello' },
    timeoutMs,
    logFile: join(folder, `log-${logs}.txt`),
  };
}

const sh = (script: string) => ({ command: ['/bin/sh', '-c', script], folder, path });

describe('the process runner', () => {
  it('gives the batch only the environment of the scenario', async () => {
    const take = request();
    process.env.LEAKED = 'yes';
    const { outcome } = await processRunner.run(sh('echo "$GREETING ${LEAKED-clean}"; exit 7'), take, testContext());
    expect(outcome).toEqual({ kind: 'exited', exitCode: 7 });
    expect(readFileSync(take.logFile, 'utf8')).toBe('hello clean\n');
  });

  it('keeps all that a batch wrote which is over before its start is journalled', async () => {
    const take = request();
    const journal = { write: () => new Promise<void>((resolve) => setTimeout(resolve, 300)) };
    const { log } = await processRunner.run(sh('echo out; echo err >&2'), take, { ...testContext(), journal });
    expect(readFileSync(take.logFile, 'utf8').split('\n').sort()).toEqual(['', 'err', 'out']);
    expect(log).toMatchObject({ bytes: 8, complete: true });
  });

  it('says not-started for a program that is not there', async () => {
    const { outcome } = await processRunner.run({ command: ['/no/such/program'], folder, path }, request(), testContext());
    expect(outcome).toMatchObject({ kind: 'not-started', error: { code: 'process.not-started' } });
  });

  it('observes a signal', async () => {
    expect((await processRunner.run(sh('kill -TERM $$'), request(), testContext())).outcome).toEqual({ kind: 'signalled', signal: 'SIGTERM' });
  });

  it('leaves no child behind, neither on time-out nor after a clean exit', async () => {
    const hung = request(1_000);
    expect((await processRunner.run(sh('sleep 300 & echo "child $!"; wait'), hung, testContext())).outcome).toEqual({
      kind: 'timed-out',
      afterMs: 1_000,
    });
    const left = request();
    expect((await processRunner.run(sh('sleep 300 >/dev/null 2>&1 & echo "child $!"'), left, testContext())).outcome).toEqual({
      kind: 'exited',
      exitCode: 0,
    });
    for (const take of [hung, left]) {
      const child = Number(/child (\d+)/.exec(readFileSync(take.logFile, 'utf8'))?.[1]);
      expect(child).toBeGreaterThan(1);
      await expect.poll(() => lives(child)).toBe(false);
    }
  });

  it('stops on cancel', async () => {
    const x = testContext();
    const running = processRunner.run(sh('sleep 300'), request(), x);
    setTimeout(() => x.abort(), 300);
    expect((await running).outcome).toEqual({ kind: 'cancelled' });
  });
});
