import { totalmem } from 'node:os';
import { expect, it } from 'vitest';
import { runProgram } from '../../testing/run-program.ts';
import { describeWithPrograms } from '../../testing/system-program.ts';
import { captureScript } from './capture-script.ts';
import { readCapture } from './capture-text.ts';

describeWithPrograms(['dash', 'df', 'awk'], 'what a capture says of the host', () => {
  it('holds its memory and what lies on its disks, in MiB', async () => {
    const { stdout } = await runProgram('dash', ['-s'], { input: captureScript });
    const { facts } = readCapture(stdout, 'host');
    expect(Math.abs(Number(facts.memoryMiB) - totalmem() / 1024 ** 2)).toBeLessThan(2);
    expect(facts.diskUsedMiB).toMatch(/^\d+$/);
  });
});
