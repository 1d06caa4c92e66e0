import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeConnections } from '../connections/connections.ts';
import { askHost } from '../connections/ssh/ssh-command.ts';
import { keptSandbox } from '../sandbox/sandbox.ts';
import { copyWorkspace, runCli } from '../testing/cli.ts';
import { testContext } from '../testing/context.ts';
import { moveToQuietZone } from '../testing/quiet-zone.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/cutover-day.md'), 'utf8');
const commands = [...page.matchAll(/^twinrun (.*?)\s+# exit (\d+)$/gm)].map(([, line = '', code = '']) => ({ line, code: Number(code) }));
const HELD = /^clients_[0-9-]{10}\.csv$/;
const workspace = temporaryFolder();
const scenario = join(workspace, 'scenarios/client-export/scenario.yaml');

beforeAll(async () => {
  copyWorkspace(workspace);
  moveToQuietZone(workspace);
  // Lines of cron take the claim, which lies where the host reaches it.
  for (const [file, from, to] of [
    [scenario, '\ncutover:\n', '\ncutover:\n  claimFolder: bin\n'],
    [join(workspace, 'twinrun.yaml'), 'store: { folder: reports }', 'store: { s3: { bucket: batch-backup, prefix: store } }'],
  ] as const) {
    const text = readFileSync(file, 'utf8');
    expect(text).toContain(from);
    writeFileSync(file, text.replace(from, to));
  }
  // Each command would have a sandbox of its own.
  const homeless = await runCli(workspace, ['cutover', 'client-export', '--status']);
  expect([homeless.code, homeless.stderr]).toEqual([3, expect.stringContaining('cutover.sandbox-ends')]);
  expect(await runCli(workspace, ['sandbox', 'up'])).toMatchObject({ code: 0 });
});
afterAll(async () => {
  expect(await runCli(workspace, ['sandbox', 'down'])).toMatchObject({ code: 0 });
});

describe('docs/cutover-day.md', () => {
  it('holds every command of a line that begins with twinrun, with its exit code', () => {
    expect(commands.length).toBeGreaterThan(10);
    expect(page.match(/^twinrun /gm)).toHaveLength(commands.length);
  });

  it('leads through the day: each command ends as it says, and the partner has the file once', async () => {
    const before = await atPartner();
    expect(before).toEqual({ inbox: [], hold: [] });
    const { hash } = JSON.parse((await runCli(workspace, ['cutover', 'client-export', '--plan', '--json'])).stdout) as { hash: string };
    const untouched = await table();
    for (const { line, code } of commands) {
      // While the candidate is on.
      if (line.includes('--back')) await firesAgain();
      const result = await runCli(workspace, line.replace('HASH', hash).split(' '));
      expect([line, result.code], `${result.stdout}\n${result.stderr}`).toEqual([line, code]);
      if (line.includes('--resume')) expect(await atPartner()).toEqual({ inbox: [expect.stringMatching(HELD)], hold: [] });
    }
    expect(await table()).toBe(untouched);
  }, 360_000);

  it('goes back for real after it: legacy delivers by the next epoch of the claim, in the place of what was delivered', async () => {
    const plan = JSON.parse((await runCli(workspace, ['rollback', 'client-export', '--plan', '--json'])).stdout) as { hash: string };
    const result = await runCli(workspace, ['rollback', 'client-export', '--yes', '--approve', plan.hash]);
    expect(result.code, `${result.stdout}\n${result.stderr}`).toBe(0);
    expect(await atPartner()).toEqual({ inbox: [expect.stringMatching(HELD)], hold: [] });
    const { claims } = JSON.parse((await runCli(workspace, ['claim', 'show', 'client-export', '--json'])).stdout) as { claims: Taken[] };
    expect(claims.map(({ epoch, by }) => [epoch, by])).toEqual([
      [0, expect.stringContaining('cutover for ')],
      [1, expect.stringContaining('rollback')],
    ]);
    expect(new Set(claims.map(({ fire }) => fire)).size).toBe(1);
  }, 120_000);

  it('goes back by itself where the first real run is that of the drifted candidate: it stays in the hold', async () => {
    const good = readFileSync(scenario, 'utf8');
    const first = good.indexOf('\ncutover:');
    writeFileSync(
      scenario,
      good.slice(0, first) + good.slice(first).replace('taskDefinition: client-export,', 'taskDefinition: client-export-drifted,'),
    );
    const before = await atPartner();
    const red = await runCli(workspace, ['cutover', 'client-export', '--yes', '--json']);
    writeFileSync(scenario, good);
    expect(red.code, `${red.stdout}\n${red.stderr}`).toBe(1);
    const { status, acts, back } = JSON.parse(red.stdout) as { status: string; acts: Done[]; back: Done[] };
    expect(status).toBe('gone-back');
    expect(acts.filter((act) => act.status === 'failed').map((act) => act.id)).toEqual(['judge-1']);
    expect(back.map((act) => [act.id, act.status])).toEqual([
      ['schedule-off-1', 'ok'],
      ['cron-on-1', 'ok'],
      ['cron-unclaim-1', 'ok'],
    ]);
    expect(await atPartner()).toEqual({ inbox: before.inbox, hold: [expect.stringMatching(HELD)] });
    const now = await runCli(workspace, ['cutover', 'client-export', '--status']);
    expect(now.code, `${now.stdout}\n${now.stderr}`).toBe(0);
  }, 240_000);

  it('is no-go for the drifted candidate, and switches nothing', async () => {
    const good = readFileSync(scenario, 'utf8');
    appendFileSync(join(workspace, 'scenarios/client-export-drifted/scenario.yaml'), good.slice(good.indexOf('\ncutover:')));
    const nogo = await runCli(workspace, ['cutover', 'client-export-drifted', '--yes', '--json']);
    expect(nogo.code, `${nogo.stdout}\n${nogo.stderr}`).toBe(1);
    expect(JSON.parse(nogo.stdout)).toMatchObject({ status: 'no-go', back: [] });
    const { starters } = JSON.parse((await runCli(workspace, ['cutover', 'client-export-drifted', '--status', '--json'])).stdout) as {
      starters: Starter[];
    };
    expect(starters.map(({ side, state }) => [side, state])).toEqual([
      ['legacy', 'on'],
      ['candidate', 'off'],
    ]);
  }, 120_000);
});

interface Starter {
  readonly side: string;
  readonly state: string;
}

interface Done {
  readonly id: string;
  readonly status: string;
}

interface Taken {
  readonly epoch: number;
  readonly by: string;
  readonly fire: string;
}

/** The crontab of the batch, as its host has it on disk. */
async function table(): Promise<string> {
  return readFileSync(join(await sandboxFolder(), 'hosts/batch/var/spool/cron/crontabs/export'), 'utf8');
}

/** Cron starts the batch once more (a host made anew from an old image): by the line that was switched off, which takes the claim, on the host itself. The claim is taken: nothing is delivered. */
async function firesAgain(): Promise<void> {
  const [line = ''] = (await table()).split('\n').filter((one) => one.includes('client-export/client_export.sh'));
  const command = /^#twinrun-off \w+ 30 1 \* \* \* (\/bin\/sh bin\/twinrun-claim-client-export\.sh client-export\/client_export\.sh) >>/.exec(
    line,
  )?.[1];
  expect(command, line).toBeDefined();
  const x = testContext();
  const kept = await keptSandbox(workspace, x);
  if (kept === undefined) throw new Error('the sandbox is not up');
  const [id, key] = [kept.world.aws.accessKeyIdSecret ?? '', kept.world.aws.secretAccessKeySecret ?? ''].map((name) => kept.secrets[name]);
  const connections = makeConnections(kept.world, testContext(kept.secrets));
  const before = await atPartner();
  try {
    const answer = await askHost(await connections.ssh('batch'), `AWS_ACCESS_KEY_ID=${id} AWS_SECRET_ACCESS_KEY=${key} ${command}`);
    expect(answer).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/^claim: not yours: .* was taken, cutover for /) });
  } finally {
    await connections.close();
  }
  expect(await atPartner()).toEqual(before);
}

async function sandboxFolder(): Promise<string> {
  return (JSON.parse((await runCli(workspace, ['sandbox', 'status', '--json'])).stdout) as { folder: string }).folder;
}

/** What lies at the partner, as its own server has it on disk. */
async function atPartner(): Promise<{ readonly inbox: string[]; readonly hold: string[] }> {
  const folder = await sandboxFolder();
  const [inbox, hold] = ['inbox', 'hold'].map((name) => readdirSync(join(folder, 'hosts/partner', name)).sort());
  return { inbox: inbox ?? [], hold: hold ?? [] };
}
