import { describe, expect, it } from 'vitest';
import { systemClock } from '../runtime/clock.ts';
import { describeWithPrograms } from '../testing/system-program.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { measure } from './measure.ts';

const bound = { clock: systemClock, seconds: 30, scratch: temporaryFolder(), gnuTime: false };
const node = (code: string) => ({ program: process.execPath, args: ['-e', code] });

describe('measure', () => {
  it('gives output and time', async () => {
    const run = await measure(node('setTimeout(() => console.log(42), 300)'), bound);
    expect(run).toMatchObject({ stdout: '42\n' });
    expect(run.failure).toBeUndefined();
    expect(run.seconds).toBeGreaterThan(0.29);
  });

  it('says why there is no answer', async () => {
    expect((await measure(node('throw new Error("no memory left")'), bound)).failure).toContain('ended with 1: Error: no memory left');
    expect((await measure({ ...node('process.exit(1)'), exitCodes: [1] }, bound)).failure).toBeUndefined();
    expect((await measure({ program: '/nowhere/at-all', args: [] }, bound)).failure).toContain('ENOENT');
  });

  it('ends what tells more than can be read', async () => {
    const run = await measure(node('const text = "x".repeat(1e6); for (;;) require("fs").writeSync(1, text)'), bound);
    expect(run.failure).toBe('told more than 256 million characters');
  });

  it('ends what takes too long, with its children', async () => {
    const run = await measure({ program: 'sh', args: ['-c', 'sleep 60 & sleep 60'] }, { ...bound, seconds: 0.3 });
    expect(run.failure).toBe('not done after 0.3 s');
    expect(run.seconds).toBeLessThan(10);
  });
});

describeWithPrograms(['time'], 'memory and CPU time', () => {
  it('are those of the program', async () => {
    const run = await measure(node('globalThis.held = Buffer.alloc(300e6, 1)'), { ...bound, gnuTime: true });
    expect(run.peakBytes).toBeGreaterThan(300e6);
    expect(run.peakBytes).toBeLessThan(600e6);
    expect(run.cpuSeconds).toBeGreaterThan(0);
  });
});
