import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyWorkspace, runCli, startCli } from '../testing/cli.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const workspace = temporaryFolder();

interface Rehearsal {
  readonly schema: string;
  readonly run: string;
  readonly status: string;
  readonly folder: string;
  readonly verdict: {
    readonly checks: readonly {
      id: string;
      output?: string;
      status: string;
      result: {
        columns?: Record<string, number>;
        total: number;
        figures: Record<string, number>;
        explanations?: readonly { id: string; accountsFor: number }[];
        unexplained?: { total: number };
      };
    }[];
  };
}

beforeAll(async () => {
  copyWorkspace(workspace);
  expect(await runCli(workspace, ['sandbox', 'up'])).toMatchObject({ code: 0 });
});

afterAll(async () => {
  expect(await runCli(workspace, ['sandbox', 'down'])).toMatchObject({ code: 0 });
});

const ledger = () =>
  readFileSync(join(workspace, 'reports/ledger.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { seq: number; entry: { run: string; status: string; world: string } });

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => statSync(join(folder, path)).isFile());
}

/** Counts per column straight from the two artifacts, by nothing of ours. */
function countByHand(folder: string): { columns: Record<string, number>; removed: number; added: number } {
  const table = (side: string) => {
    const artifacts = join(folder, `takes/${side}-1/artifacts/backup`);
    const records = parse(readFileSync(join(artifacts, readdirSync(artifacts)[0] ?? '')), { columns: true }) as Record<string, string>[];
    return new Map(records.map((record) => [record.client_id ?? '', record]));
  };
  const legacy = table('legacy');
  const candidate = table('candidate');
  const columns: Record<string, number> = {};
  for (const [id, record] of legacy) {
    const other = candidate.get(id);
    if (other === undefined) continue;
    for (const [name, value] of Object.entries(record)) if (other[name] !== value) columns[name] = (columns[name] ?? 0) + 1;
  }
  const only = (a: Map<string, unknown>, b: Map<string, unknown>) => [...a.keys()].filter((id) => !b.has(id)).length;
  return { columns, removed: only(legacy, candidate), added: only(candidate, legacy) };
}

/** How many clients of the delivery would have to move to stand in legacy's order: by patience sorting, by nothing of ours. */
function outOfOrderByHand(folder: string): number {
  const idsOf = (side: string) => {
    const artifacts = join(folder, `takes/${side}-1/artifacts/delivered`);
    return (parse(readFileSync(join(artifacts, readdirSync(artifacts)[0] ?? ''))) as string[][]).slice(1).map(([id = '']) => id);
  };
  const places = new Map(idsOf('candidate').map((id, place) => [id, place]));
  const sequence = idsOf('legacy').flatMap((id) => places.get(id) ?? []);
  const piles: number[] = [];
  for (const place of sequence) {
    let [low, high] = [0, piles.length];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((piles[middle] ?? 0) < place) low = middle + 1;
      else high = middle;
    }
    piles[low] = place;
  }
  return sequence.length - piles.length;
}

describe('twinrun rehearse client-export', () => {
  let rehearsal: Rehearsal;

  it('passes, and prints one JSON document and nothing else', { timeout: 120_000 }, async () => {
    const { code, stdout } = await runCli(workspace, ['rehearse', 'client-export', '--json', '--tag', 'ticket=OPS-1']);
    rehearsal = JSON.parse(stdout) as Rehearsal;
    expect(code).toBe(0);
    expect(rehearsal).toMatchObject({ schema: 'twinrun.rehearsal/1', scenario: 'client-export', status: 'pass', outcome: 'completed' });
  });

  it('leaves a sealed run, its reports, and a line in the ledger', () => {
    const files = filesOf(rehearsal.folder);
    for (const path of [
      'run.json',
      'scenario.json',
      'probes.json',
      'journal.jsonl',
      'seal.json',
      'verdict.json',
      'differences.jsonl',
      'report.md',
      'junit.xml',
    ])
      expect(files).toContain(path);
    for (const path of files) expect(statSync(join(rehearsal.folder, path)).mode & 0o077, path).toBe(0);
    expect(ledger().at(-1)?.entry).toMatchObject({ run: rehearsal.run, status: 'pass', world: 'sandbox' });
    const record = JSON.parse(readFileSync(join(rehearsal.folder, 'run.json'), 'utf8'));
    expect(record).toMatchObject({
      world: { kind: 'sandbox' },
      schedule: { cron: '30 1 * * *', zone: 'Asia/Tokyo' },
      scenarioHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      sides: {
        legacy: { facts: { 'script.sha256': expect.stringMatching(/^[0-9a-f]{64}$/) } },
        candidate: { facts: { 'image.digest': expect.stringMatching(/^sha256:/) } },
      },
      tags: { ticket: 'OPS-1' },
    });
  });

  it('stores no secret anywhere but in artifacts', () => {
    for (const path of filesOf(rehearsal.folder))
      expect(readFileSync(join(rehearsal.folder, path), 'latin1'), path).not.toMatch(/PRIVATE KEY|PGPASSWORD=/);
  });

  it('has checks that catch every fault of the catalogue', { timeout: 240_000 }, async () => {
    const { code, stdout, stderr } = await runCli(workspace, ['selftest', 'client-export', '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const found = JSON.parse(stdout) as { survivors: string[]; score: number; run: string; mutations: { id: string; mutants: unknown[] }[] };
    expect(found).toMatchObject({ survivors: [], score: 1, run: rehearsal.run });
    // Each of its outputs is one file.
    expect(found.mutations.filter(({ mutants }) => mutants.length === 0).map(({ id }) => id)).toEqual(['further-file', 'missing-file']);
  });

  it('is judged again with the sandbox out of reach, on a copy elsewhere, with the same verdict, and nothing is written', async () => {
    const copy = join(temporaryFolder(), 'copy');
    cpSync(rehearsal.folder, copy, { recursive: true });
    const before = filesOf(copy).map((path) => [path, statSync(join(copy, path)).mtimeMs]);
    const { code, stdout } = await runCli('/', ['check', copy, '--json']);
    expect(code).toBe(0);
    // It has no ledger: whether an override is open is not known there.
    expect(JSON.parse(stdout)).toEqual({ ...JSON.parse(readFileSync(join(rehearsal.folder, 'verdict.json'), 'utf8')), overrides: null });
    expect(filesOf(copy).map((path) => [path, statSync(join(copy, path)).mtimeMs])).toEqual(before);
  });

  it('exits 4 and names the file when one byte of an artifact is changed', async () => {
    const copy = join(temporaryFolder(), 'copy');
    cpSync(rehearsal.folder, copy, { recursive: true });
    const artifact = join(copy, filesOf(copy).find((path) => path.includes('candidate-1/artifacts/backup/')) ?? '');
    const bytes = readFileSync(artifact);
    bytes.writeUInt8(bytes.readUInt8(5000) ^ 1, 5000);
    chmodSync(artifact, 0o600);
    writeFileSync(artifact, bytes);
    const { code, stderr, stdout } = await runCli('/', ['check', copy]);
    expect(code).toBe(4);
    expect(stdout).toBe('');
    expect(stderr).toContain('takes/candidate-1/artifacts/backup/clients_');
  });
});

describe('twinrun rehearse client-export-drifted', () => {
  it('fails, and names every changed column with the count that the files themselves give', { timeout: 180_000 }, async () => {
    const { code, stdout } = await runCli(workspace, ['rehearse', 'client-export-drifted', '--json']);
    expect(code).toBe(1);
    const rehearsal = JSON.parse(stdout) as Rehearsal;
    const rows = rehearsal.verdict.checks.find((one) => one.id === 'keyed-rows' && one.output === 'backup');
    const byHand = countByHand(rehearsal.folder);
    expect(Object.keys(byHand.columns).length).toBeGreaterThan(1);
    expect(byHand.removed).toBe(1);
    expect(rows?.result.columns).toEqual(byHand.columns);
    const { explanations = [], unexplained, total = 0 } = rows?.result ?? {};
    expect(new Set(explanations.map(({ id }) => id))).toEqual(new Set(['time-zone', 'null-text']));
    expect(unexplained?.total).toBe(byHand.removed);
    expect(explanations.reduce((sum, { accountsFor }) => sum + accountsFor, byHand.removed)).toBe(total);
    const order = rehearsal.verdict.checks.find((one) => one.id === 'ordering');
    expect(outOfOrderByHand(rehearsal.folder)).toBeGreaterThan(0);
    expect(order).toMatchObject({ output: 'delivered', status: 'fail', result: { total: outOfOrderByHand(rehearsal.folder) } });
    const report = readFileSync(join(rehearsal.folder, 'report.md'), 'utf8');
    for (const column of Object.keys(byHand.columns)) expect(report).toContain(`| ${column} | `);
    expect(report).toMatch(/matching page/);
    expect(report).toMatch(/06:00/);
    expect(ledger().at(-1)?.entry.status).toBe('fail');
  });
});

describe('a fence that does not hold', () => {
  it('fails the run, and names what the real partner received', { timeout: 120_000 }, async () => {
    const file = join(workspace, 'scenarios/client-export/scenario.yaml');
    const text = readFileSync(file, 'utf8');
    const status = JSON.parse((await runCli(workspace, ['sandbox', 'status', '--json'])).stdout) as {
      world: { hosts: { partner: { port: number } } };
    };
    const breach = (host: string, port: string) =>
      writeFileSync(
        file,
        text.replace(
          /(candidate: \{ fence: )\{ PARTNER_HOST[^}]*\}\}[^}]*\}\}[^}]*\}/,
          `$1{ PARTNER_HOST: ${host}, PARTNER_PORT: ${port}, PARTNER_DIR: inbox }`,
        ),
      );
    // Where the fence names the real target, nothing is started; an address alone says nothing.
    breach('"{{host.partner.address}}"', '"{{host.partner.port}}"');
    const refused = await runCli(workspace, ['rehearse', 'client-export', '--json']);
    expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 3, stdout: expect.stringContaining('scenario.fence-towards-target') });
    breach('127.0.0.1', `"${status.world.hosts.partner.port}"`);
    const { code, stdout } = await runCli(workspace, ['rehearse', 'client-export', '--json']);
    writeFileSync(file, text);
    expect(code).toBe(1);
    const fence = (JSON.parse(stdout) as Rehearsal).verdict.checks.find((one) => one.id === 'fence');
    expect(fence?.status).toBe('fail');
    expect(JSON.stringify(fence)).toMatch(/partner-file.*clients_\d{4}-\d\d-\d\d\.csv/);
  });
});

describe('a rehearsal that is interrupted', () => {
  it('stops both sides on SIGINT, keeps the run as cancelled, and exits 130', { timeout: 120_000 }, async () => {
    const running = startCli(workspace, ['rehearse', 'client-export']);
    await expect
      .poll(
        () =>
          existsSync(join(workspace, 'reports/client-export')) &&
          readdirSync(join(workspace, 'reports/client-export')).some((name) => name.endsWith('.partial')),
        { timeout: 60_000 },
      )
      .toBe(true);
    const partial = readdirSync(join(workspace, 'reports/client-export')).find((name) => name.endsWith('.partial')) ?? '';
    const journal = join(workspace, 'reports/client-export', partial, 'journal.jsonl');
    await expect.poll(() => readFileSync(journal, 'utf8'), { timeout: 60_000 }).toContain('fargate.started');
    running.child.kill('SIGINT');
    const { code } = await running.result;
    expect(code).toBe(130);
    const status = JSON.parse((await runCli(workspace, ['sandbox', 'status', '--json'])).stdout) as { runningTasks: number };
    expect(status.runningTasks).toBe(0);
    const runs = JSON.parse((await runCli(workspace, ['runs', 'client-export', '--json'])).stdout) as {
      runs: { id: string; outcome: string; folder: string }[];
    };
    expect(runs.runs[0]?.outcome).toBe('cancelled');
    expect(ledger().at(-1)?.entry).toMatchObject({ run: runs.runs[0]?.id, status: 'cancelled' });
    expect(await runCli('/', ['check', runs.runs[0]?.folder ?? ''])).toMatchObject({ code: 130 });
  });

  it('refuses a second instance of the same scenario while one is at work', { timeout: 120_000 }, async () => {
    const first = startCli(workspace, ['rehearse', 'client-export']);
    await expect
      .poll(() => readdirSync(join(workspace, 'reports/client-export')).some((name) => name.endsWith('.partial')), { timeout: 60_000 })
      .toBe(true);
    const { code, stderr } = await runCli(workspace, ['rehearse', 'client-export']);
    expect(code).toBe(4);
    expect(stderr).toContain('lock.held');
    first.child.kill('SIGINT');
    expect((await first.result).code).toBe(130);
  });
});
