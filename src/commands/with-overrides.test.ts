import { appendFileSync, cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runHere } from '../testing/in-process-cli.ts';
import { writeProcessScenario } from '../testing/process-scenario.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const workspace = temporaryFolder();
const NOT_KNOWN = 'Whether an override is open is not known';
let folder = '';
const report = async (...args: readonly string[]) => {
  const [words, data] = [await runHere(workspace, args), await runHere(workspace, [...args, '--json'])];
  return { codes: [words.code, data.code], words: words.stdout, overrides: (JSON.parse(data.stdout) as { overrides?: unknown }).overrides };
};

beforeAll(async () => {
  writeFileSync(join(workspace, 'twinrun.yaml'), 'schema: twinrun.workspace/1\naws: {}\n');
  const script = 'printf \'id,v\\n1,a\\n\' > "$OUT"\n';
  writeProcessScenario(workspace, 'copy', { legacy: script, candidate: script });
  folder = (JSON.parse((await runHere(workspace, ['rehearse', 'copy', '--json'])).stdout) as { folder: string }).folder;
});

describe('overrides in reports', () => {
  it('are none where there is none, and not known of a copy, which has no ledger; its verdict stays', async () => {
    for (const args of [['scenarios'], ['check', folder]]) {
      const { codes, words, overrides } = await report(...args);
      expect({ codes, overrides }).toEqual({ codes: [0, 0], overrides: undefined });
      expect(words).not.toMatch(/override/i);
    }
    const copy = join(temporaryFolder(), 'copy');
    cpSync(folder, copy, { recursive: true });
    const { codes, words, overrides } = await report('check', copy);
    expect({ codes, overrides }).toEqual({ codes: [0, 0], overrides: null });
    expect(words).toContain(`${NOT_KNOWN}: this run lies in no store`);
  });

  it('that live are in lists of scenarios and in smoke tests', async () => {
    const until = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    expect(await runHere(workspace, ['override', 'copy', '--by', 'A. Sato', '--why', 'the month end', '--until', until])).toMatchObject({ code: 0 });
    // There is no such database: what the smoke test finds is told as well.
    for (const [args, codes] of [
      [['scenarios'], [0, 0]],
      [
        ['smoke', '--database', 'nowhere'],
        [1, 1],
      ],
    ] as const)
      expect(await report(...args)).toMatchObject({ codes, words: expect.stringMatching(/OVERRIDE.*A\. Sato/), overrides: [{ by: 'A. Sato' }] });
  });

  it('are not known of a ledger that is damaged, and hide nothing else', async () => {
    appendFileSync(join(workspace, 'reports/ledger.jsonl'), '{"schema":"twinrun.ledger/1"}\n');
    const { codes, words, overrides } = await report('scenarios');
    expect({ codes, overrides }).toEqual({ codes: [0, 0], overrides: null });
    expect(words).toContain(NOT_KNOWN);
    expect(words).toContain('copy');
  });
});
