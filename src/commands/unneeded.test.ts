import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunEntry } from '../model/ledger.ts';
import { makeDiskStore } from '../store/disk-store.ts';
import { readLedger } from '../store/read-ledger.ts';
import { runHere } from '../testing/in-process-cli.ts';
import { writeProcessScenario } from '../testing/process-scenario.ts';
import { STORE_CONTEXT } from '../testing/store-parts.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const allowance = (id: string, column: string) =>
  `{ id: ${id}, target: { check: keyed-rows, output: table, column: ${column} }, bound: { count: 1 }, reason: r, evidence: e, by: A, until: 2099-01-01 }`;

describe('an allowance that nothing needs', () => {
  it('is named by the rehearsal, by judging again and by the gate, and changes no verdict', async () => {
    const workspace = temporaryFolder();
    writeFileSync(join(workspace, 'twinrun.yaml'), 'schema: twinrun.workspace/1\naws: {}\n');
    const allowances = `[${allowance('needed', 'v')}, ${allowance('idle', 'w')}]`;
    const script = (v: string) => `printf 'id,v,w\\n1,${v},x\\n' > "$OUT"\n`;
    writeProcessScenario(workspace, 'noisy', { legacy: script('a'), candidate: script('b'), allowances });

    const rehearsed = await runHere(workspace, ['rehearse', 'noisy', '--json']);
    const first = JSON.parse(rehearsed.stdout) as { folder: string; unneededAllowances?: readonly string[] };
    expect({ code: rehearsed.code, unneeded: first.unneededAllowances }).toEqual({ code: 0, unneeded: undefined });
    const store = makeDiskStore(join(workspace, 'reports'), STORE_CONTEXT);
    const entry = (await readLedger(store))[0]?.entry as RunEntry;
    expect(entry).toMatchObject({ allowed: 1, unexplained: 0, purpose: 'rehearsal', allowances: { needed: 1, idle: 0 } });
    // Nine more like it, without the time that they take.
    for (let n = 0; n < 9; n += 1) await store.ledger.append({ ...entry, run: `r${n}` });

    const said = /allowance idle covered nothing in the last 10 runs/;
    const judged = await runHere(workspace, ['check', first.folder, '--json']);
    expect(JSON.parse(judged.stdout)).toMatchObject({ status: 'pass', unneededAllowances: ['idle'] });
    const again = await runHere(workspace, ['rehearse', 'noisy']);
    expect(again).toMatchObject({ code: 0, stdout: expect.stringMatching(said) });
    expect(again.stdout).not.toContain('allowance needed covered');
    expect((await runHere(workspace, ['gate', 'noisy'])).stdout).toMatch(said);
  });
});
