import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runHere } from '../testing/in-process-cli.ts';
import { writeProcessScenario } from '../testing/process-scenario.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

it('a drill that left every step out arms nothing, whatever its verification says', async () => {
  const workspace = temporaryFolder();
  writeFileSync(join(workspace, 'twinrun.yaml'), 'schema: twinrun.workspace/1\naws: {}\n');
  const at = writeProcessScenario(workspace, 'idle', { legacy: 'true\n', candidate: 'true\n' });
  const file = join(at, 'scenario.yaml');
  const drilled = async (step: string) => {
    const playbook = `rollback: { possible: true, decideBy: "06:00", triggers: [{ verdict: fail }], steps: [${step}], verify: [{ command: { local: { command: ["true"] } } }] }\n`;
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^rollback: .*\n/m, playbook));
    const drill = await runHere(workspace, ['rollback', 'idle', '--drill', '--yes']);
    return { drill, status: await runHere(workspace, ['rollback', 'idle', '--status']) };
  };
  const none = await drilled('{ manual: go back, drill: { none: it pays } }');
  expect(none.drill.code).toBe(2);
  expect(none.drill.stdout).toContain('Every step was left out, so that this shows nothing');
  expect(none.status.stdout).toContain('left every step out');
  expect(none.status.code).toBe(1);
  // Other steps are another drill: the one that can show nothing is ended first.
  expect(await runHere(workspace, ['rollback', 'idle', '--drill', '--abandon', 'mended'])).toMatchObject({ code: 0 });
  const some = await drilled('{ manual: go back, drill: { none: it pays } }, { rerun: legacy }');
  expect(some).toMatchObject({ drill: { code: 0 }, status: { code: 0 } });
}, 30_000);
