import { execFileSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PreflightItem } from '../model/preflight.ts';
import { copyWorkspace, runCli } from '../testing/cli.ts';
import { runHere } from '../testing/in-process-cli.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

/** A program that Alpine has a package of, and this machine has not. */
const ABSENT =
  ['nkf', 'lftp', 'mutt', 'sshpass'].find((name) => execFileSync('sh', ['-c', `command -v ${name} || :`], { encoding: 'utf8' }) === '') ?? 'nkf';

describe('twinrun preflight', () => {
  it('names what the drifted candidate lacks before anything is run, and nothing of the good one', async () => {
    const folder = temporaryFolder();
    copyWorkspace(folder);
    appendFileSync(join(folder, 'scenarios/client-export-drifted/candidate/client-export.sh'), `${ABSENT} < "$work/$file" > "$work/other"\n`);
    const until = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    expect((await runHere(folder, ['override', 'client-export', '--by', 'A. Sato', '--why', 'month end', '--until', until])).code).toBe(0);
    const { code, stdout, stderr } = await runCli(folder, ['preflight', 'client-export-drifted', 'client-export', '--json']);
    expect(code, stderr).toBe(1);
    const [drifted, good] = JSON.parse(stdout).reports as { items: PreflightItem[]; status: string }[];
    expect(JSON.parse(stdout).overrides).toMatchObject([{ by: 'A. Sato' }]);
    const red = (items: readonly PreflightItem[] = []) =>
      items.filter(({ state }) => state === 'MISSING' || state === 'DIFFERS').map(({ rule, subject, state }) => [rule, subject, state]);
    expect(red(drifted?.items)).toEqual([
      ['time-zone', 'tzdata: Asia/Tokyo', 'MISSING'],
      ['time-zone', 'offset', 'DIFFERS'],
      ['collation', 'SQL', 'DIFFERS'],
      ['commands', ABSENT, 'MISSING'],
    ]);
    expect(drifted?.items.find(({ subject }) => subject === ABSENT)).toMatchObject({
      at: { file: '/app/client-export.sh' },
      fix: { dockerfile: expect.stringMatching(/^RUN apk add --no-cache \w+$/) },
    });
    expect(drifted?.items[0]?.fix).toEqual({ dockerfile: 'RUN apk add --no-cache tzdata' });
    expect(red(good?.items)).toEqual([]);
    const ok = (rule: string) => good?.items.filter((item) => item.rule === rule && item.state === 'OK').map(({ subject }) => subject);
    expect(ok('commands')).toEqual(expect.arrayContaining(['aws', 'date', 'mktemp', 'psql', 'sftp']));
    // Of the task definition, its secrets and the rehearsal; HOME, TMPDIR and what has a default are asked of nobody.
    expect(ok('variables')).toEqual(expect.arrayContaining(['PARTNER_HOST', 'PARTNER_KEY', 'BACKUP_BUCKET']));
    expect(good?.status).toBe('pass');
    const runs = await runCli(folder, ['runs', '--json']);
    expect(JSON.parse(runs.stdout).runs).toEqual([]);
  }, 120_000);
});
