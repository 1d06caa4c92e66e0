import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { RunRecord } from '../model/run.ts';
import type { Verdict } from '../model/verdict.ts';
import { copyWorkspace } from '../testing/cli.ts';
import { runHere } from '../testing/in-process-cli.ts';
import { writeProcessScenario } from '../testing/process-scenario.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const workspace = temporaryFolder();
copyWorkspace(workspace);
const made = `printf 'id,v\\n1,%s\\n' "$BUSINESS_DATE" > "$OUT"\n`;

/** The causes that a rehearsal of a business date names, and what its record says of the run before. */
async function rehearse(id: string, date: string) {
  await runHere(workspace, ['rehearse', id, '--business-date', date]);
  const runs = join(workspace, 'reports', id);
  const folder = join(
    runs,
    readdirSync(runs)
      .filter((name) => !name.startsWith('.'))
      .sort()
      .at(-1) ?? '',
  );
  const read = <T>(name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as T;
  const { status, checks } = read<Verdict>('verdict.json');
  return {
    status,
    causes: checks.flatMap(({ result }) => (result?.explanations ?? []).map(({ id: cause }) => cause)),
    record: read<RunRecord>('run.json'),
    folder,
  };
}

it('names a file that was not made anew since the run before', { timeout: 60_000 }, async () => {
  const at = writeProcessScenario(workspace, 'stays', { legacy: made, candidate: `[ -e "$OUT" ] || ${made}` });
  const first = await rehearse('stays', '2026-11-24');
  expect(first).toMatchObject({ status: 'pass', causes: [] });
  expect(first.record).not.toHaveProperty('previous');
  const second = await rehearse('stays', '2026-11-25');
  expect(second).toMatchObject({ status: 'fail', causes: expect.arrayContaining(['stale']) });
  expect(second.record.previous).toEqual({ run: first.record.id, outputs: first.record.outputs });
  // Offline, and of what is stored alone.
  const again = await runHere(workspace, ['check', second.folder, '--json']);
  expect(again.stdout).toContain('"stale"');
  // The same date once more: the run before is still that of another one.
  expect((await rehearse('stays', '2026-11-25')).record.previous?.run).toBe(first.record.id);
  rmSync(join(at, 'candidate.csv'));
  expect(await rehearse('stays', '2026-11-26')).toMatchObject({ status: 'pass', causes: [] });
});

it('does not call stale what is wrong and new, or the same for the same date', { timeout: 60_000 }, async () => {
  writeProcessScenario(workspace, 'wrong', { legacy: made, candidate: `printf 'id,v\\n1,wrong %s\\n' "$BUSINESS_DATE" > "$OUT"\n` });
  expect(await rehearse('wrong', '2026-11-24')).toMatchObject({ status: 'fail', causes: [] });
  expect(await rehearse('wrong', '2026-11-25')).toMatchObject({ status: 'fail', causes: [] });
  // Each of its runs differs from the one before, and the candidate's do not: of one date that is no sign.
  writeProcessScenario(workspace, 'noise', { legacy: `printf 'id,v\\n1,%s\\n' "$(date +%N)" > "$OUT"\n`, candidate: made });
  expect(await rehearse('noise', '2026-11-24')).toMatchObject({ status: 'fail', causes: [] });
  expect(await rehearse('noise', '2026-11-24')).toMatchObject({ status: 'fail', causes: [] });
});
