import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ListTasksCommand } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeConnections } from '../connections/connections.ts';
import { useSandbox } from '../sandbox/sandbox.ts';
import { copyWorkspace, runCli, startCli } from '../testing/cli.ts';
import { testContext } from '../testing/context.ts';
import { writeProcessScenario } from '../testing/process-scenario.ts';
import { lives } from '../testing/processes.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

interface Line {
  readonly type: string;
  readonly step?: string;
}

interface Ended {
  readonly run: string;
  readonly status: string;
  readonly folder: string;
}

/** A moment of a run, by what its journal says, or by what lies in its folder. */
interface Moment {
  readonly title: string;
  readonly reached: (lines: readonly Line[], folder: string) => boolean;
}

const wrote = (type: string, step?: string): Moment => ({
  title: step === undefined ? type : `${type} ${step}`,
  reached: (lines) => lines.some((line) => line.type === type && (step === undefined || line.step === step)),
});
const holds = (path: string): Moment => ({ title: `${path} is there`, reached: (_, folder) => existsSync(join(folder, path)) });

function partialsOf(workspace: string, scenario: string): readonly string[] {
  const folder = join(workspace, 'reports', scenario);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((one) => (one.endsWith('.partial') ? [join(folder, one)] : []));
}

function linesOf(folder: string): readonly Line[] {
  const text = existsSync(join(folder, 'journal.jsonl')) ? readFileSync(join(folder, 'journal.jsonl'), 'utf8') : '';
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);
}

/** Starts a rehearsal and kills it by SIGKILL as soon as the moment is reached. Its id. */
async function killAt(workspace: string, scenario: string, { reached }: Moment): Promise<string> {
  const before = new Set(partialsOf(workspace, scenario));
  const begun = () => partialsOf(workspace, scenario).find((one) => !before.has(one));
  const cli = startCli(workspace, ['rehearse', scenario, '--json']);
  let over = false;
  void cli.result.then(() => (over = true));
  for (let folder = begun(); ; folder = begun()) {
    if (over) throw new Error(`the run ended before: ${JSON.stringify(await cli.result)}`);
    if (folder !== undefined && reached(linesOf(folder), folder)) {
      cli.child.kill('SIGKILL');
      await cli.result;
      return /\.(.+)\.partial$/.exec(folder)?.[1] ?? '';
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

async function resume(workspace: string, scenario: string): Promise<{ readonly code: number | null; readonly ended: Ended }> {
  const { code, stdout, stderr } = await runCli(workspace, ['rehearse', scenario, '--resume', '--json']);
  expect(stderr).toBe('');
  return { code, ended: JSON.parse(stdout) as Ended };
}

const entriesOf = (workspace: string, run: string) =>
  readFileSync(join(workspace, 'reports/ledger.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .filter((line) => (JSON.parse(line) as { entry: { run: string } }).entry.run === run);

describe('a rehearsal of processes whose harness is killed', () => {
  const workspace = temporaryFolder();
  const at = join(workspace, 'scenarios/slow');
  const starts = (side: string) => readFileSync(join(at, `${side}.starts`), 'utf8').length;

  beforeAll(() => {
    writeFileSync(join(workspace, 'twinrun.yaml'), 'schema: twinrun.workspace/1\naws: {}\n');
    // Says that it was started, then takes its time.
    const script = (side: string) => `printf x >> ${at}/${side}.starts; sleep 0.4; printf 'id,v\\n1,a\\n' > "$OUT"\n`;
    writeProcessScenario(workspace, 'slow', { legacy: script('legacy'), candidate: script('candidate'), order: 'in-turn', timeout: '50s' });
  });

  const moments: readonly (readonly [Moment, 'pass' | 'inconclusive'])[] = [
    [wrote('run.started'), 'pass'],
    [wrote('step.intended', 'take.legacy-1'), 'inconclusive'],
    [wrote('process.started'), 'inconclusive'],
    [wrote('step.finished', 'take.legacy-1'), 'pass'],
    [holds('looks/between.json'), 'pass'],
    [wrote('step.intended', 'take.candidate-1'), 'inconclusive'],
    [wrote('step.finished', 'take.candidate-1'), 'pass'],
    [wrote('step.finished', 'collect.table.candidate'), 'pass'],
    [holds('run.json'), 'pass'],
  ];

  it.each(moments.map(([moment, status]) => ({ ...moment, status })))('goes on to "$status" when $title', async ({ status, ...moment }) => {
    for (const side of ['legacy', 'candidate']) writeFileSync(join(at, `${side}.starts`), '');
    const id = await killAt(workspace, 'slow', moment);
    const { code, ended } = await resume(workspace, 'slow');
    // The journal says what was intended before it says what came of it: killed in between, a side may have run or not.
    expect({ status: ended.status, code }).toEqual({ status, code: status === 'pass' ? 0 : 2 });
    expect(ended.run).toBe(id);
    expect(entriesOf(workspace, id)).toHaveLength(1);
    for (const side of ['legacy', 'candidate']) expect(starts(side)).toBeLessThanOrEqual(1);
    expect(partialsOf(workspace, 'slow')).toEqual([]);
  });

  it('is judged again as it was, and leaves nothing to go on with', async () => {
    await killAt(workspace, 'slow', wrote('step.intended', 'take.candidate-1'));
    const { code, ended } = await resume(workspace, 'slow');
    expect(await runCli(workspace, ['check', ended.folder])).toMatchObject({ code });
    expect(await runCli(workspace, ['rehearse', 'slow', '--resume'])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('no run of slow was interrupted'),
    });
  });

  it('is not gone on with when the scenario changed, and goes through anew', async () => {
    await killAt(workspace, 'slow', wrote('step.finished', 'take.legacy-1'));
    const file = join(at, 'scenario.yaml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('a table', 'another table'));
    const refused = await runCli(workspace, ['rehearse', 'slow', '--resume', '--json']);
    writeFileSync(file, text);
    expect({ code: refused.code, json: JSON.parse(refused.stdout) }).toMatchObject({
      code: 3,
      json: { errors: [{ code: 'resume.scenario-changed' }] },
    });
    expect(await runCli(workspace, ['rehearse', 'slow'])).toMatchObject({ code: 0 });
    expect((await runCli(workspace, ['runs', 'slow'])).stdout).toContain('interrupted');
  });

  it('is not gone on with in another world, nor by another version', async () => {
    const id = await killAt(workspace, 'slow', wrote('step.finished', 'take.legacy-1'));
    const partial = partialsOf(workspace, 'slow').find((one) => one.includes(id)) ?? '';
    const refusal = async (file: string, from: string, to: string) => {
      const text = readFileSync(file, 'utf8');
      expect(text).toContain(from);
      writeFileSync(file, text.replace(from, to));
      const { code, stdout } = await runCli(workspace, ['rehearse', 'slow', `--resume=${id}`, '--json']);
      writeFileSync(file, text);
      const [error] = (JSON.parse(stdout) as { errors: { code: string; fix: { text: string } }[] }).errors;
      return { code, error: error?.code, fix: error?.fix.text };
    };
    const fix = expect.stringContaining('put back what was changed');
    expect(await refusal(join(workspace, 'twinrun.yaml'), 'aws: {}', 'aws: { region: eu-west-1 }')).toEqual({
      ...{ code: 3, error: 'resume.other-world', fix },
    });
    expect(await refusal(join(partial, 'plan.json'), '"twinrun": "', '"twinrun": "0.0.0-')).toEqual({ code: 3, error: 'resume.other-version', fix });
    // As it was, it goes on.
    expect(await runCli(workspace, ['rehearse', 'slow', `--resume=${id}`])).toMatchObject({ code: 0 });
  });

  it('is not gone on with when another run may have written over its outputs', async () => {
    const id = await killAt(workspace, 'slow', wrote('step.finished', 'take.candidate-1'));
    expect(await runCli(workspace, ['rehearse', 'slow'])).toMatchObject({ code: 0, stderr: expect.not.stringContaining('was under way') });
    const refused = await runCli(workspace, ['rehearse', 'slow', `--resume=${id}`, '--json']);
    expect({ code: refused.code, json: JSON.parse(refused.stdout) }).toMatchObject({ code: 3, json: { errors: [{ code: 'resume.overtaken' }] } });
    expect(readFileSync(join(workspace, 'reports/ledger.jsonl'), 'utf8')).not.toContain(id);
  });

  it('takes no output that was written after its takes for its own', async () => {
    await killAt(workspace, 'slow', wrote('step.finished', 'take.candidate-1'));
    const later = Date.now() / 1000 + 3600;
    for (const side of ['legacy', 'candidate']) utimesSync(join(at, `${side}.csv`), later, later);
    const { ended } = await resume(workspace, 'slow');
    expect(ended.status).not.toBe('pass');
    const verdict = JSON.parse(readFileSync(join(ended.folder, 'verdict.json'), 'utf8')) as {
      notComparable: { id: string }[];
      checks: { id: string; status: string }[];
    };
    expect(verdict.notComparable.map((one) => one.id)).toEqual(['comparable.replaced', 'comparable.replaced']);
    expect(verdict.checks).toContainEqual(expect.objectContaining({ id: 'keyed-rows', status: 'inconclusive' }));
  });

  it('says what an interrupted run has left running, and ends it before the next one starts', async () => {
    const script = join(at, 'legacy.sh');
    const text = readFileSync(script, 'utf8');
    writeFileSync(
      script,
      text.replace('sleep 0.4', () => `echo $$ > ${at}/pid; sleep 45`),
    );
    const told = () => existsSync(join(at, 'pid')) && readFileSync(join(at, 'pid'), 'utf8') !== '';
    const started = wrote('process.started');
    const id = await killAt(workspace, 'slow', { title: 'it runs', reached: (...of) => told() && started.reached(...of) });
    writeFileSync(script, text);
    const pid = Number(readFileSync(join(at, 'pid'), 'utf8'));
    expect(lives(pid)).toBe(true);
    const { code, stderr } = await runCli(workspace, ['rehearse', 'slow']);
    const said = stderr.replaceAll(/\s+/g, ' ');
    expect(said).toContain(`run ${id} was interrupted while legacy-1 was under way`);
    expect(said).toContain('it still ran, and was ended now');
    expect(lives(pid)).toBe(false);
    expect(code).toBe(0);
    // The evidence of the interrupted run is left as it was.
    expect(partialsOf(workspace, 'slow').some((one) => one.includes(id))).toBe(true);
  });

  it('refuses to go on with other choices', async () => {
    for (const more of [
      ['--business-date', '2026-01-31'],
      ['--tag', 'a=b'],
    ])
      expect(await runCli(workspace, ['rehearse', 'slow', '--resume=', ...more])).toMatchObject({
        code: 3,
        stderr: expect.stringContaining('as it was begun'),
      });
  });

  it('lets only one harness at a scenario', async () => {
    await killAt(workspace, 'slow', wrote('run.started'));
    const script = join(at, 'legacy.sh');
    const release = join(at, 'release');
    writeFileSync(script, readFileSync(script, 'utf8').replace('sleep 0.4', `while [ ! -e ${release} ]; do sleep 0.1; done`));
    const before = partialsOf(workspace, 'slow').length;
    const first = startCli(workspace, ['rehearse', 'slow', '--json']);
    await expect.poll(() => partialsOf(workspace, 'slow').length, { timeout: 60_000, interval: 5 }).toBeGreaterThan(before);
    // The first is under way until both have answered.
    const others = await Promise.all([[], ['--resume']].map((more) => runCli(workspace, ['rehearse', 'slow', ...more])));
    writeFileSync(release, '');
    for (const { code, stderr } of others) expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringContaining('lock.held') });
    expect(await first.result).toMatchObject({ code: 0 });
  });
});

describe('a rehearsal in the sandbox whose harness is killed', () => {
  const workspace = temporaryFolder();
  beforeAll(async () => {
    copyWorkspace(workspace);
    expect(await runCli(workspace, ['sandbox', 'up'])).toMatchObject({ code: 0 });
  });
  afterAll(async () => {
    expect(await runCli(workspace, ['sandbox', 'down'])).toMatchObject({ code: 0 });
  });

  /** How many tasks the cluster ever had, running or stopped. */
  async function tasks(): Promise<number> {
    const used = await useSandbox({ workspaceFolder: workspace, scenarioFolders: [], x: testContext() });
    const connections = makeConnections(used.world, testContext(used.secrets));
    try {
      const { ecs } = connections.aws();
      const of = async (desiredStatus: 'RUNNING' | 'STOPPED') =>
        (await ecs.send(new ListTasksCommand({ cluster: 'batch', desiredStatus }))).taskArns?.length ?? 0;
      return (await of('RUNNING')) + (await of('STOPPED'));
    } finally {
      await connections.close();
    }
  }

  it.each([
    [wrote('fargate.intended'), ['inconclusive']],
    [wrote('fargate.started'), ['inconclusive', 'pass']],
    [wrote('step.intended', 'look.after'), ['pass']],
  ] as const)(
    'never passes what it does not know: $title',
    async (moment, statuses) => {
      const before = await tasks();
      const id = await killAt(workspace, 'client-export', moment);
      const { ended } = await resume(workspace, 'client-export');
      // Nothing is started twice.
      const started = (await tasks()) - before;
      expect(started).toBeLessThanOrEqual(1);
      if (moment.title !== 'fargate.intended') expect(started).toBe(1);
      expect(ended.run).toBe(id);
      expect(statuses).toContain(ended.status);
      expect(entriesOf(workspace, id)).toHaveLength(1);
    },
    120_000,
  );

  it('is stopped before the next one starts, where it was begun anew', async () => {
    const id = await killAt(workspace, 'client-export', wrote('fargate.started'));
    const { stderr } = await runCli(workspace, ['rehearse', 'client-export']);
    expect(stderr.replaceAll(/\s+/g, ' ')).toMatch(
      new RegExp(`candidate-1 of the interrupted run ${id}: (?:it was ended now, and runs no more|exited 0)`),
    );
  }, 120_000);
});
