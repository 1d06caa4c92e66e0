import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli, startCli } from '../testing/cli.ts';
import { type ProcessScenario, writeProcessScenario } from '../testing/process-scenario.ts';
import { lives } from '../testing/processes.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

/** Both sides are processes of this machine, so that no sandbox is needed. */
const folder = temporaryFolder();
writeFileSync(
  join(folder, 'twinrun.yaml'),
  'schema: twinrun.workspace/1\nhosts: {}\ndatabases: {}\naws: { region: ap-northeast-1 }\nstore: { folder: reports }\nconcurrency: 2\n',
);

/** Writes a scenario of this workspace; its id. */
function scenario(id: string, batch: ProcessScenario): string {
  writeProcessScenario(folder, id, batch);
  return id;
}

async function rehearse(...ids: string[]) {
  const { code, stdout, stderr } = await runCli(folder, ['rehearse', ...ids, '--json']);
  return { code, stderr, json: JSON.parse(stdout) };
}

const table = (rows: string) => `printf 'id,v\\n${rows}' > "$OUT"\n`;
const checkOf = (json: { verdict: { checks: { id: string; status: string }[] } }, id: string) =>
  json.verdict.checks.find((one) => one.id === id)?.status;

describe('a rehearsal of two local processes', () => {
  it('passes, with the same business date on both sides', async () => {
    const dated = 'printf "id,v\\n1,%s\\n" "$BUSINESS_DATE" > "$OUT"';
    const { code, json } = await rehearse(scenario('same', { legacy: dated, candidate: dated }));
    expect(code).toBe(0);
    expect(readFileSync(join(folder, 'scenarios/same/legacy.csv'), 'utf8')).toMatch(/^id,v\n1,\d{4}-\d\d-\d\d\n$/);
    expect(json.verdict).toMatchObject({ status: 'pass', allowed: 0 });
  });

  it('runs in turn when the scenario says so', async () => {
    const id = scenario('in-turn', {
      order: 'in-turn',
      legacy: `sleep 0.5; ${table('1,a\\n')}`,
      candidate: `test -s "${join(folder, 'scenarios/in-turn/legacy.csv')}" && ${table('1,a\\n')}`,
    });
    expect((await rehearse(id)).code).toBe(0);
  });

  it('fails by a side that exits 1, though both files are equal', async () => {
    const { code, json } = await rehearse(scenario('exit-one', { legacy: table('1,a\\n'), candidate: `${table('1,a\\n')}exit 1` }));
    expect(code).toBe(1);
    expect(checkOf(json, 'keyed-rows')).toBe('inconclusive');
  });

  it('fails by a stale file that a successful run did not replace', async () => {
    const id = scenario('stale', { legacy: table('1,a\\n'), candidate: 'exit 0' });
    writeFileSync(join(folder, 'scenarios/stale/candidate.csv'), 'id,v\n1,a\n');
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    const { code, json } = await rehearse(id);
    expect(code).toBe(1);
    expect(checkOf(json, 'freshness')).toBe('fail');
    expect(checkOf(json, 'keyed-rows')).toBe('inconclusive');
  });

  it('is inconclusive when an output is missing, or empty on both sides unless that is valid', async () => {
    const missing = await rehearse(scenario('missing', { legacy: table('1,a\\n'), candidate: 'exit 0' }));
    expect(missing.code).toBe(2);
    expect(JSON.stringify(missing.json)).toContain('is not there');
    expect((await rehearse(scenario('empty', { legacy: table(''), candidate: table('') }))).code).toBe(2);
    expect((await rehearse(scenario('empty-valid', { empty: 'valid', legacy: table(''), candidate: table('') }))).code).toBe(0);
  });

  it('says pass, with N allowed, within the bound of an allowance, and fails beyond it', async () => {
    const allowances =
      '[{ id: v-noise, target: { check: keyed-rows, column: v }, bound: { count: 1 }, reason: known, evidence: OPS-1, by: data team, until: "2099-12-31" }]';
    const within = scenario('allowed', { allowances, legacy: table('1,a\\n2,b\\n'), candidate: table('1,a\\n2,B\\n') });
    const { code, stdout } = await runCli(folder, ['rehearse', within]);
    expect(code).toBe(0);
    expect(stdout).toContain('PASS, with 1 allowed');
    const beyond = await rehearse(scenario('not-allowed', { allowances, legacy: table('1,a\\n2,b\\n'), candidate: table('1,A\\n2,B\\n') }));
    expect(beyond.code).toBe(1);
  });

  it('fails by a time-out, and leaves nothing running', async () => {
    const id = scenario('hung', { timeout: '1s', legacy: table('1,a\\n'), candidate: `sleep 300 & echo "$!" > "${folder}/hung.pid"; wait` });
    const { code, json } = await rehearse(id);
    expect(code).toBe(1);
    expect(JSON.stringify(json)).toContain('timed out after 1 s');
    expect(lives(Number(readFileSync(join(folder, 'hung.pid'), 'utf8')))).toBe(false);
  });

  it('refuses to start what must never be started', async () => {
    const id = scenario('never', { legacy: table('1,a\\n'), candidate: table('1,a\\n') });
    const file = join(folder, 'scenarios/never/scenario.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('legacy: { mode: safe', 'legacy: { mode: never'));
    const { code, json } = await rehearse(id);
    expect(code).toBe(3);
    expect(json.errors[0].code).toBe('scenario.never-started');
    expect(existsSync(join(folder, 'scenarios/never/legacy.csv'))).toBe(false);
  });

  it('judges several scenarios, and the worst exit code wins', async () => {
    scenario('several-good', { legacy: table('1,a\\n'), candidate: table('1,a\\n') });
    scenario('several-bad', { legacy: table('1,a\\n'), candidate: table('1,b\\n') });
    const { code, json } = await rehearse('several-good', 'several-bad');
    expect(code).toBe(1);
    expect(json.rehearsals.map((one: { status: string }) => one.status)).toEqual(['pass', 'fail']);
  });

  it('survives being killed: the run is listed as interrupted, and the next one goes through', async () => {
    const id = scenario('killed', {
      legacy: `until [ -e ${join(folder, 'go')} ]; do sleep 0.1; done; ${table('1,a\\n')}`,
      candidate: table('1,a\\n'),
    });
    const running = startCli(folder, ['rehearse', id]);
    const runs = join(folder, 'reports', id);
    await expect
      .poll(() => existsSync(runs) && readdirSync(runs).some((name) => existsSync(join(runs, name, 'takes/candidate-1/observation.json'))), {
        timeout: 60_000,
      })
      .toBe(true);
    running.child.kill('SIGKILL');
    await running.result;
    const listed = JSON.parse((await runCli(folder, ['runs', id, '--json'])).stdout);
    expect(listed.runs[0].outcome).toBe('interrupted');
    const checked = await runCli(folder, ['check', listed.runs[0].folder]);
    expect(checked.code).toBe(3);
    expect(checked.stderr).toContain('interrupted');
    writeFileSync(join(folder, 'go'), '');
    expect((await rehearse(id)).code).toBe(0);
  });

  it('shows personal columns only by hash and shape, and starts nothing without the key for it', async () => {
    const id = scenario('personal', { legacy: table('1,anna@example.zz\\n'), candidate: table('1,bert@example.zz\\n'), personal: 'v' });
    expect(await runCli(folder, ['rehearse', id])).toMatchObject({ code: 3, stderr: expect.stringContaining('TWINRUN_MASKING_KEY') });
    expect(existsSync(join(folder, 'reports', id))).toBe(false);
    const masked = await runCli(folder, ['rehearse', id, '--json'], { environment: { TWINRUN_MASKING_KEY: 'a key of thirty-two characters !' } });
    expect(masked.code).toBe(1);
    const run = JSON.parse(masked.stdout).folder as string;
    const checked = await runCli(folder, ['check', run]);
    expect(checked.code).toBe(1);
    const written = readdirSync(run)
      .filter((name) => /^(verdict|report|junit)/.test(name))
      .map((name) => readFileSync(join(run, name), 'utf8'));
    expect(written.length).toBeGreaterThan(2);
    for (const text of [masked.stdout, masked.stderr, checked.stdout, checked.stderr, ...written]) expect(text).not.toMatch(/anna|bert/);
    expect(checked.stdout).toContain('aaaa@aaaaaaa.aa');
    // The evidence itself is what was compared: it is kept as it came.
    expect(readFileSync(join(run, 'takes/legacy-1/artifacts/table/legacy.csv'), 'utf8')).toContain('anna@example.zz');
  });
});
