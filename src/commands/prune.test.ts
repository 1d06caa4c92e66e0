import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../testing/cli.ts';
import { writeProcessScenario } from '../testing/process-scenario.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const workspace = temporaryFolder();

interface Entry {
  readonly type: string;
  readonly run: string;
  readonly files?: number;
}

const entries = () =>
  readFileSync(join(workspace, 'reports/ledger.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { entry: Entry }).entry);

async function rehearse(): Promise<string> {
  const { code, stdout } = await runCli(workspace, ['rehearse', 'small', '--json']);
  expect(code).toBe(0);
  return (JSON.parse(stdout) as { folder: string }).folder;
}

const artifact = (run: string) => join(run, 'takes/legacy-1/artifacts/table/legacy.csv');

beforeAll(() => {
  writeFileSync(join(workspace, 'twinrun.yaml'), 'schema: twinrun.workspace/1\naws: {}\n');
  const script = `printf 'id,v\\n1,a\\n' > "$OUT"\n`;
  writeProcessScenario(workspace, 'small', { legacy: script, candidate: script });
});

describe('prune', () => {
  it('removes the artifacts of old runs, and nothing else', async () => {
    const [first, second, last] = [await rehearse(), await rehearse(), await rehearse()];
    expect(JSON.parse((await runCli(workspace, ['prune', '--json'])).stdout)).toMatchObject({ removed: false, runs: [] });
    const planned = await runCli(workspace, ['prune', '--older-than', '0s']);
    expect(planned).toMatchObject({ code: 0, stdout: expect.stringContaining('Would remove') });
    expect(existsSync(artifact(first))).toBe(true);
    const removed = await runCli(workspace, ['prune', 'small', '--older-than', '0s', '--yes', '--json']);
    expect(JSON.parse(removed.stdout)).toMatchObject({ removed: true, runs: [{ files: 2 }, { files: 2 }] });
    expect([first, second, last].map((run) => existsSync(artifact(run)))).toEqual([false, false, true]);
    expect(entries().filter(({ type }) => type === 'prune')).toHaveLength(2);

    const checked = await runCli(workspace, ['check', first]);
    expect(checked).toMatchObject({ code: 2, stdout: expect.stringContaining('cannot be judged again') });
    expect(JSON.parse((await runCli(workspace, ['check', first, '--json'])).stdout)).toMatchObject({ status: 'inconclusive' });
    expect(await runCli(workspace, ['check', last])).toMatchObject({ code: 0 });
    // What was said of the run stays, and there is nothing more to remove or to enter.
    expect(JSON.parse(readFileSync(join(first, 'verdict.json'), 'utf8'))).toMatchObject({ status: 'pass' });
    expect(JSON.parse((await runCli(workspace, ['prune', '--older-than', '0s', '--yes', '--json'])).stdout)).toMatchObject({ runs: [] });
    expect(entries().filter(({ type }) => type === 'prune')).toHaveLength(2);
  });

  it('goes on where it was killed', async () => {
    const pruned = await rehearse();
    // The others go first, so that the next one enters only this one.
    await runCli(workspace, ['prune', '--older-than', '0s', '--yes']);
    await rehearse();
    const copy = join(workspace, 'copy');
    cpSync(pruned, copy, { recursive: true });
    await runCli(workspace, ['prune', '--older-than', '0s', '--yes']);
    // As if it had died behind the tombstone: the artifacts are back, the ledger knows nothing.
    cpSync(join(copy, 'takes'), join(pruned, 'takes'), { recursive: true });
    const ledger = join(workspace, 'reports/ledger.jsonl');
    const lines = readFileSync(ledger, 'utf8').trimEnd().split('\n');
    writeFileSync(ledger, `${lines.slice(0, -1).join('\n')}\n`);
    const before = entries().length;
    expect(await runCli(workspace, ['prune', '--older-than', '0s', '--yes'])).toMatchObject({ code: 0 });
    expect(existsSync(artifact(pruned))).toBe(false);
    expect(entries().slice(before)).toMatchObject([{ type: 'prune', files: 2 }]);
  });

  it('takes what is missing without a tombstone of its own for damage', async () => {
    const run = await rehearse();
    rmSync(artifact(run));
    expect(await runCli(workspace, ['check', run])).toMatchObject({ code: 4 });
    const forged = { schema: 'twinrun.tombstone/1', run: run.split('/').at(-1), prunedAt: '2026-01-01T00:00:00Z', reason: 'none', files: [] };
    writeFileSync(join(run, 'pruned.json'), JSON.stringify(forged));
    expect(await runCli(workspace, ['check', run])).toMatchObject({ code: 4 });
    const seal = JSON.parse(readFileSync(join(run, 'seal.json'), 'utf8')) as { files: { path: string }[] };
    const log = seal.files.filter(({ path }) => path.endsWith('log.txt'));
    writeFileSync(join(run, 'pruned.json'), JSON.stringify({ ...forged, files: log }));
    rmSync(join(run, log[0]?.path ?? ''));
    expect(await runCli(workspace, ['check', run])).toMatchObject({ code: 4, stderr: expect.stringContaining('log.txt') });
  });

  it('refuses what does not say what to remove', async () => {
    for (const args of [
      ['--older-than', 'a month'],
      ['--keep', '-1'],
    ])
      expect(await runCli(workspace, ['prune', ...args])).toMatchObject({ code: 3 });
  });
});
