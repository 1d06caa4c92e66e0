import { describe, expect, it } from 'vitest';
import type { PreflightItem } from '../model/preflight.ts';
import { copyWorkspace, runCli } from '../testing/cli.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

describe('twinrun preflight', () => {
  it('names what the drifted candidate lacks before anything is run, and nothing of the good one', async () => {
    const folder = temporaryFolder();
    copyWorkspace(folder);
    const { code, stdout, stderr } = await runCli(folder, ['preflight', 'client-export-drifted', 'client-export', '--json']);
    expect(code, stderr).toBe(1);
    const [drifted, good] = JSON.parse(stdout).reports as { items: PreflightItem[]; status: string }[];
    const red = (items: readonly PreflightItem[] = []) =>
      items.filter(({ state }) => state === 'MISSING' || state === 'DIFFERS').map(({ rule, subject, state }) => [rule, subject, state]);
    expect(red(drifted?.items)).toEqual([
      ['time-zone', 'tzdata: Asia/Tokyo', 'MISSING'],
      ['time-zone', 'offset', 'DIFFERS'],
      ['collation', 'SQL', 'DIFFERS'],
    ]);
    expect(drifted?.items[0]?.fix).toEqual({ dockerfile: 'RUN apk add --no-cache tzdata' });
    expect(red(good?.items)).toEqual([]);
    const runs = await runCli(folder, ['runs', '--json']);
    expect(JSON.parse(runs.stdout).runs).toEqual([]);
  }, 60_000);
});
