import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { bootstrapCommand, environmentLines } from './ssh-bootstrap.ts';

describe('what the remote shell reads', () => {
  const folder = temporaryFolder();
  const mark = join(folder, 'ran');
  const run = (input: string) => spawnSync('sh', ['-c', bootstrapCommand({ command: ['touch', mark], cron: {} })], { input }).status;

  it('starts nothing when the connection is cut before the whole environment has come', () => {
    const whole = environmentLines({ DATE: '2026-01-31', SFTP_HOST: 'decoy' });
    for (const length of [0, 7, 16, 22, whole.length - 1]) expect(run(whole.slice(0, length))).toBe(125);
    expect(existsSync(mark)).toBe(false);
    expect(run(whole)).toBe(0);
    expect(existsSync(mark)).toBe(true);
  });
});
