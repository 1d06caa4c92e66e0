import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runRecord, scenarioWith, sideEvidence } from '../testing/stored-run.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { readStoredRun } from './evidence.ts';

function runFolder(path: string, record = runRecord()): string {
  const folder = temporaryFolder();
  const write = (name: string, value: unknown) => {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), JSON.stringify(value));
  };
  write('run.json', record);
  write('scenario.json', scenarioWith([]));
  write('probes.json', { schema: 'twinrun.readings/1', probes: [], effects: [] });
  for (const side of ['legacy', 'candidate'] as const) {
    const { observation, artifacts } = sideEvidence(side);
    write(`takes/${side}-1/observation.json`, observation);
    write(`takes/${side}-1/artifacts.json`, {
      schema: 'twinrun.artifacts/1',
      artifacts: [{ ...artifacts[0], path: path.replace('SIDE', side) }],
      missing: [],
    });
  }
  return folder;
}

describe('a stored run', () => {
  it('is read back with absolute paths of its artifacts', async () => {
    const folder = runFolder('takes/SIDE-1/artifacts/backup/clients.csv');
    const { pair } = await readStoredRun(folder);
    expect(pair?.legacy.artifacts[0]?.file).toBe(join(folder, 'takes/legacy-1/artifacts/backup/clients.csv'));
  });

  it.each(['../../etc/passwd', '/etc/passwd', 'takes/SIDE-1/artifacts/../../../secret', 'run.json'])(
    'never reaches outside of its artifacts: %s',
    async (path) => {
      await expect(readStoredRun(runFolder(path))).rejects.toMatchObject({ code: 'evidence.unreadable' });
    },
  );

  it('has no pair when it was cancelled', async () => {
    expect((await readStoredRun(runFolder('x', runRecord({ outcome: 'cancelled' })))).pair).toBeUndefined();
  });

  it('of another version is refused with what was expected', async () => {
    const folder = runFolder('takes/SIDE-1/artifacts/backup/clients.csv');
    writeFileSync(join(folder, 'run.json'), JSON.stringify({ schema: 'twinrun.run/2' }));
    await expect(readStoredRun(folder)).rejects.toMatchObject({ code: 'evidence.unreadable', expected: 'twinrun.run/1', received: 'twinrun.run/2' });
  });
});
