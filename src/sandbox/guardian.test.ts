import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../runtime/clock.ts';
import { lives, until } from '../testing/processes.ts';
import { startGuardian } from './guardian.ts';

describe('the guardian', () => {
  it('does nothing when it is dismissed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'twinrun-guardian-'));
    await startGuardian(folder).dismiss();
    expect(existsSync(folder)).toBe(true);
    rmSync(folder, { recursive: true });
  });

  it('stops the database and removes the folder when its process is killed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'twinrun-guardian-'));
    const database = spawn('sleep', ['300']);
    mkdirSync(join(folder, 'postgres', 'data'), { recursive: true });
    writeFileSync(join(folder, 'postgres', 'data', 'postmaster.pid'), `${database.pid}\n/data\n`);
    const program = `import { startGuardian } from ${JSON.stringify(new URL('./guardian.ts', import.meta.url).href)}; startGuardian(${JSON.stringify(folder)}); console.log('up'); setInterval(() => {}, 1000);`;
    const guarded = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => guarded.stdout.once('data', resolve));
    expect(lives(database.pid ?? 0)).toBe(true);
    guarded.kill('SIGKILL');
    await until(() => !lives(database.pid ?? 0) && !existsSync(folder), 60_000, systemClock);
  });
});
