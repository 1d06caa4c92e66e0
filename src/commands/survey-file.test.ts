import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runHere } from '../testing/in-process-cli.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

it('reads a survey as it entered the ledger, no edited one, and one that never entered with a word about it', async () => {
  const workspace = temporaryFolder();
  const tree = join(workspace, 'batch');
  mkdirSync(join(tree, 'etc'), { recursive: true });
  writeFileSync(join(tree, 'etc/crontab'), '30 1 * * * root /opt/copy.sh\n');
  writeFileSync(join(workspace, 'twinrun.yaml'), JSON.stringify({ schema: 'twinrun.workspace/1', aws: {} }));
  await runHere(workspace, ['survey', '--bundle', tree]);
  expect((await runHere(workspace, ['ledger', 'show'])).stdout).toMatch(/survey\s.*host batch.*surveyed by .+@/);
  const readers = [
    ['draft', 'batch', '--out', 'drafts'],
    ['diagram', '--host', 'batch'],
  ];
  for (const reader of readers) expect(await runHere(workspace, reader)).toMatchObject({ code: 0, stderr: '' });

  const file = join(workspace, 'reports/_surveys/batch/survey.json');
  const whole = readFileSync(file, 'utf8');
  appendFileSync(file, '\n');
  for (const reader of readers)
    expect(await runHere(workspace, reader)).toMatchObject({ code: 4, stderr: expect.stringContaining('[survey.changed]') });

  writeFileSync(file, whole);
  rmSync(join(workspace, 'reports/ledger.jsonl'));
  const told = { code: 0, stderr: expect.stringMatching(/survey\.json is not in the ledger.*Survey the host again: twinrun survey batch/) };
  for (const reader of readers) expect(await runHere(workspace, reader)).toMatchObject(told);
});
