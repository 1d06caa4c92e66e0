import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Calibration } from '../calibrate/calibration.ts';
import { runCli } from '../testing/cli.ts';
import { writeProcessScenario } from '../testing/process-scenario.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const workspace = temporaryFolder();
const CHECKS =
  '[{ exit-code: {} }, { freshness: { output: table } }, { row-count: { output: table } }, { keyed-rows: { output: table } }, { ordering: { output: table } }]';

/** Rows in any order, each with the time of the export and an id made for it; `change` may spoil row 7. */
const script = (change = '') => `{ echo id,amount,exported_at,ticket
for i in $(seq 1 12 | shuf); do
  amount=$((i * 100)).50; at=$(date -u '+%Y-%m-%d %H:%M:%S.%N'); ticket=$(cat /proc/sys/kernel/random/uuid)
  ${change === '' ? ':' : `if [ $i = 7 ]; then ${change}; fi`}
  echo "$i,$amount,$at,$ticket"
done; } > "$OUT"
`;

let at = '';
const file = () => join(at, 'scenario.yaml');
const patch = join(workspace, 'noise.yaml');
const rehearse = async () => (await runCli(workspace, ['rehearse', 'noisy', '--json'])).code;

beforeAll(() => {
  writeFileSync(join(workspace, 'twinrun.yaml'), 'schema: twinrun.workspace/1\naws: {}\n');
  at = writeProcessScenario(workspace, 'noisy', { legacy: script(), candidate: script(), checks: CHECKS });
  writeFileSync(file(), readFileSync(file(), 'utf8').replace('allowances: []', '# What people accepted.\nallowances: []'));
});

describe('twinrun calibrate', () => {
  it('measures what differs by itself, and proposes an allowance for each with its bound', async () => {
    expect(await rehearse()).toBe(1);
    const { code, stdout } = await runCli(workspace, ['calibrate', 'noisy', '--takes', '3', '--patch', patch, '--json']);
    const found = JSON.parse(stdout) as Calibration;
    expect(code, stdout).toBe(1);
    expect(found).toMatchObject({ status: 'fail', doubts: [], findings: [] });
    expect(found.runs).toHaveLength(3);
    const measured = Object.fromEntries(found.noise.map(({ check, column, envelope }) => [column ?? check, envelope]));
    expect(measured).toEqual({
      exported_at: { by: 'time', seconds: expect.stringMatching(/^\d+(\.\d+)?$/) },
      ticket: { by: 'form', form: 'uuid' },
      ordering: { by: 'order' },
    });
    expect(found.noise[0]).toMatchObject({ sides: ['legacy', 'candidate'], pairs: { compared: 6, differing: 6 }, most: 12 });
    for (const one of found.proposals) {
      expect(one).toMatchObject({ lastResort: false, until: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) });
      for (const { run, seal } of found.runs) expect(one.evidence).toContain(`${run} (seal ${seal})`);
    }
    const ledger = readFileSync(join(workspace, 'reports/ledger.jsonl'), 'utf8');
    expect(ledger).toContain('"type":"calibration"');
  });

  it('accepts nothing without a person, and nothing of another scenario', async () => {
    const before = readFileSync(file(), 'utf8');
    expect(await runCli(workspace, ['calibrate', 'noisy', '--patch', patch])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('calibrate.patch-there'),
    });
    expect(await runCli(workspace, ['calibrate', 'noisy', '--accept', patch])).toMatchObject({ code: 3 });
    const other = join(workspace, 'other.yaml');
    writeFileSync(other, readFileSync(patch, 'utf8').replace(/scenarioHash: .*/, 'scenarioHash: "0"'));
    expect(await runCli(workspace, ['calibrate', 'noisy', '--accept', other, '--by', 'Ana'])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('calibrate.patch'),
    });
    expect(readFileSync(file(), 'utf8')).toBe(before);
  });

  it('goes from fail to pass by what a person accepted, and only by that', async () => {
    expect(await runCli(workspace, ['calibrate', 'noisy', '--accept', patch, '--by', 'Ana, data team'])).toMatchObject({ code: 0 });
    const text = readFileSync(file(), 'utf8');
    expect(text).toContain('# What people accepted.');
    expect(text).toContain('by: Ana, data team');
    expect(await rehearse()).toBe(0);
  });

  it.each([
    ['a time that is nine hours off', `at=$(date -u -d '9 hours ago' '+%Y-%m-%d %H:%M:%S.%N')`],
    ['a time that is none', 'at=NULL'],
    ['an id of another form', 'ticket=7'],
    ['another column', 'amount=700.51'],
    ['a row that is missing', 'continue'],
  ])('still fails with a defect outside of the envelope: %s', async (_what, change) => {
    writeFileSync(join(at, 'candidate.sh'), script(change));
    expect(await rehearse()).toBe(1);
  });

  it('tells allowances that nothing needs any more', async () => {
    const still = `{ echo id,amount; echo 1,2; } > "$OUT"\n`;
    for (const side of ['legacy', 'candidate']) writeFileSync(join(at, `${side}.sh`), still);
    const { code, stdout } = await runCli(workspace, ['calibrate', 'noisy', '--takes', '2', '--json']);
    const found = JSON.parse(stdout) as Calibration;
    expect({ code, noise: found.noise }).toEqual({ code: 2, noise: [] });
    expect(found.findings).toHaveLength(3);
    expect(found.findings.every(({ problem }) => problem === 'not-needed')).toBe(true);
  });
});
