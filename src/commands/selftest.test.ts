import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SelfTest } from '../selftest/self-test.ts';
import { runCli } from '../testing/cli.ts';
import { writeProcessScenario } from '../testing/process-scenario.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const workspace = temporaryFolder();
const script = `printf 'id,v\\n1,10.5\\n2,7.25\\n3,\\n' > "$OUT"; echo done\n`;

beforeAll(() => {
  writeFileSync(join(workspace, 'twinrun.yaml'), 'schema: twinrun.workspace/1\naws: {}\n');
  const checks = '[{ exit-code: {} }, { freshness: { output: table } }, { keyed-rows: { output: table } }]';
  writeProcessScenario(workspace, 'small', { legacy: script, candidate: script, checks });
});

const last = () =>
  (JSON.parse(readFileSync(join(workspace, 'reports/ledger.jsonl'), 'utf8').trimEnd().split('\n').at(-1) ?? '') as { entry: { type: string } }).entry;

describe('twinrun selftest', () => {
  it('has nothing to say before a run has passed', async () => {
    expect(await runCli(workspace, ['selftest', 'small'])).toMatchObject({ code: 2, stdout: expect.stringContaining('twinrun rehearse small') });
  });

  it('shows what gets through, leaves its record beside the run and in the ledger, and the run as it was', async () => {
    const { folder } = JSON.parse((await runCli(workspace, ['rehearse', 'small', '--json'])).stdout) as { folder: string };
    const { code, stdout } = await runCli(workspace, ['selftest', 'small', '--json']);
    const found = JSON.parse(stdout) as SelfTest & { id: string };
    expect({ code, status: found.status }).toEqual({ code: 1, status: 'fail' });
    expect(found.survivors).toEqual(['columns-moved', 'bom', 'crlf', 'other-charset', 'log-error', 'duration-tenfold']);
    expect(found.killed).toBeGreaterThan(15);
    expect(JSON.parse(readFileSync(join(folder, `self-test.${found.id}.json`), 'utf8'))).toMatchObject({ score: found.score, seal: found.seal });
    expect(last()).toMatchObject({ type: 'self-test', id: found.id, score: found.score, survivors: found.survivors, world: 'real' });
    expect(await runCli(workspace, ['check', folder])).toMatchObject({ code: 0 });
    expect((await runCli(workspace, ['selftest', 'small'])).stdout).toMatch(/SURVIVED: log of candidate-1; add log-pattern/);
  });
});
