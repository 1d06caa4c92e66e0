import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runHere } from '../testing/in-process-cli.ts';
import { writeProcessScenario } from '../testing/process-scenario.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

it('says where another scenario writes to the same place: in the list, in plans and before a rehearsal', async () => {
  const workspace = temporaryFolder();
  writeFileSync(join(workspace, 'twinrun.yaml'), JSON.stringify({ schema: 'twinrun.workspace/1', aws: {} }));
  const batch = { legacy: `printf 'id,v\\n1,a\\n' > "$OUT"\n`, candidate: `printf 'id,v\\n1,a\\n' > "$OUT"\n` };
  const place = join(writeProcessScenario(workspace, 'one', batch), 'legacy.csv');
  const two = join(writeProcessScenario(workspace, 'two', batch), 'scenario.yaml');
  writeProcessScenario(workspace, 'apart', batch);
  writeFileSync(two, readFileSync(two, 'utf8').replaceAll(join(workspace, 'scenarios/two/legacy.csv'), place));
  const shared = `file://${place} is written by several: one (output table of the legacy), two (output table of the legacy)`;
  const json = [
    {
      place: `file://${place}`,
      writers: [
        { scenario: 'one', what: 'output table of the legacy' },
        { scenario: 'two', what: 'output table of the legacy' },
      ],
    },
  ];
  const flat = (text: string) => text.replace(/\s+/g, ' ');
  const listed = await runHere(workspace, ['scenarios']);
  expect([listed.code, flat(listed.stdout)]).toEqual([0, expect.stringContaining(shared)]);
  expect(JSON.parse((await runHere(workspace, ['scenarios', '--json'])).stdout)).toMatchObject({ shared: json });

  // One that is not valid keeps nobody from a plan of another.
  mkdirSync(join(workspace, 'scenarios/broken'));
  writeFileSync(join(workspace, 'scenarios/broken/scenario.yaml'), 'schema: twinrun.scenario/1\n');
  expect(flat((await runHere(workspace, ['plan', 'two'])).stdout)).toContain(shared);
  expect(JSON.parse((await runHere(workspace, ['plan', 'two', '--json'])).stdout)).toMatchObject({ shared: json });
  expect((await runHere(workspace, ['plan', 'apart', '--json'])).stdout).not.toContain('shared');
  const rehearsed = await runHere(workspace, ['rehearse', 'one']);
  expect([rehearsed.code, flat(rehearsed.stderr)]).toEqual([0, expect.stringContaining(shared)]);
});
