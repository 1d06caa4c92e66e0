import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { copyWorkspace, runCli } from '../testing/cli.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const TASK = ['--task-definition', 'client-export', '--cluster', 'batch', '--subnet', 'subnet-1', '--security-group', 'sg-1'];
const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith('twinrun-smoke-'));

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
    const before = leftovers();
    const { code, stdout, stderr } = await runCli(workspace, args);
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
    expect(leftovers()).toEqual(before);
  }, 60_000);

  it('asks what is to be proven', async () => {
    expect(await runCli(temporaryFolder(), ['smoke'])).toMatchObject({ code: 3, stderr: expect.stringContaining('--host') });
  });
});
