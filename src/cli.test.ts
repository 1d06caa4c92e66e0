import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { copyWorkspace, runCli } from './testing/cli.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const workspace = temporaryFolder();
copyWorkspace(workspace);

/** A copy of client-export with replaced texts, as a workspace of its own. */
function changedScenario(...changes: readonly (readonly [from: string, to: string])[]): string {
  const folder = temporaryFolder();
  copyWorkspace(folder);
  const file = join(folder, 'scenarios/client-export/scenario.yaml');
  let text = readFileSync(file, 'utf8');
  for (const [from, to] of changes) {
    expect(text).toContain(from);
    text = text.replace(from, to);
  }
  writeFileSync(file, text);
  return folder;
}

describe('twinrun --help', () => {
  it.each([[''], ['rehearse'], ['plan'], ['check'], ['diff'], ['scenarios'], ['checks'], ['runs'], ['init'], ['sandbox']])(
    'shows examples and the exit codes: %s',
    async (...command) => {
      const { code, stdout, stderr } = await runCli('/', [...command, '--help']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/Examples:/);
      expect(stdout).toMatch(/Exit codes: 0 pass · 1 fail · 2 inconclusive · 3 misuse/);
    },
  );

  it('says its version', async () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as { version: string };
    expect(await runCli('/', ['--version'])).toMatchObject({ code: 0, stdout: `${version}\n` });
  });
});

describe('misuse', () => {
  it('is told in English, whatever the locale', async () => {
    const environment = { LANG: 'fr_FR.UTF-8', LC_ALL: 'fr_FR.UTF-8' };
    const { code, stderr } = await runCli(workspace, ['diff', 'a.csv'], { environment });
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining('Not enough non-option arguments: got 1, need at least 2') });
  });

  it.each([
    { args: ['rehears', 'client-export'], says: /Did you mean rehearse/ },
    { args: [], says: /no command was given/ },
    { args: ['rehearse'], says: /no scenario was named/ },
    { args: ['rehearse', 'client-export', '--all'], says: /both/ },
    { args: ['rehearse', 'client-exprot'], says: /client-export/ },
    { args: ['rehearse', 'client-export', '--frobnicate'], says: /Unknown argument: frobnicate/ },
    { args: ['rehearse', 'client-export', '--business-date', '2026-02-30'], says: /YYYY-MM-DD/ },
    { args: ['rehearse', 'client-export', '--tag', 'x'], says: /name=value/ },
    { args: ['runs', '--limit', 'many'], says: /whole number/ },
    { args: ['diff', 'a.csv', 'b.csv', '--limit', '0'], says: /whole number/ },
    { args: ['check', 'no-such-folder'], says: /run\.not-a-run/ },
    { args: ['diff', 'a.csv', 'b.csv'], says: /a\.csv/ },
  ])('is exit code 3 with a way out, never a stack trace: $args', async ({ args, says }) => {
    const { code, stdout, stderr } = await runCli(workspace, args);
    expect(code).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toMatch(says);
    expect(stderr).toMatch(/fix: /);
    expect(stderr).not.toMatch(/ at .*\.[jt]s:\d+/);
  });

  it('is one JSON document on stdout with --json', async () => {
    const { code, stdout, stderr } = await runCli(workspace, ['rehearse', 'nothing', '--json']);
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'twinrun.error/1',
      errors: [{ code: expect.any(String), fix: { text: expect.any(String) } }],
    });
  });

  it('outside a workspace says how to make one', async () => {
    const { code, stderr } = await runCli(temporaryFolder(), ['scenarios']);
    expect(code).toBe(3);
    expect(stderr).toMatch(/twinrun init/);
  });
});

describe('a scenario with five mistakes', () => {
  it('prints five located errors at once and exits 3', async () => {
    const folder = changedScenario(
      ['timeout: 10m', 'timeuot: 10m'],
      ['  - row-count: { output: backup }', '  - row-count: { output: backups }'],
      ['  urgency: 1d\n', ''],
      ['  zone: Asia/Tokyo\n', '  zone: Asia/Tokio\n'],
      ['idempotent: true', 'idempotent: maybe'],
    );
    const { code, stderr } = await runCli(folder, ['plan', 'client-export']);
    expect(code).toBe(3);
    const located = stderr.split('\n').filter((line) => /scenario\.yaml:\d+:\d+ /.test(line));
    expect(located).toHaveLength(5);
    for (const field of ['timeuot', 'output', 'urgency', 'zone', 'idempotent']) expect(stderr).toContain(field);
    expect(stderr.match(/expected: /g)).toHaveLength(5);
    expect(stderr.match(/fix: /g)).toHaveLength(5);
  });

  it.each(['impact', 'rollback', 'checks', 'effects', 'rerun'])('refuses a scenario without %s', async (section) => {
    const folder = changedScenario();
    const file = join(folder, 'scenarios/client-export/scenario.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace(new RegExp(`^${section}:(.*\\n)((?:[ #-].*\\n|\\n)*)`, 'm'), ''));
    const { code, stderr } = await runCli(folder, ['plan', 'client-export']);
    expect(code).toBe(3);
    expect(stderr).toContain(section);
  });
});

describe('what needs no sandbox', () => {
  it('plans: every step, with fences and time-outs', async () => {
    const { code, stdout } = await runCli(workspace, ['plan', 'client-export', '--business-date', '2026-10-31']);
    expect(code).toBe(0);
    for (const text of [
      '2026-10-31',
      'clients_2026-10-31.csv',
      'client-export/client_export.sh',
      'PARTNER_HOST',
      'stop it after 600 s',
      'seal the evidence',
    ])
      expect(stdout).toContain(text);
  });

  it('lists scenarios, and exits 3 when one of them is not valid', async () => {
    const listed = await runCli(workspace, ['scenarios', '--json']);
    expect(listed.code).toBe(0);
    expect(JSON.parse(listed.stdout).scenarios.map((one: { id: string }) => one.id)).toEqual([
      'client-export',
      'client-export-drifted',
      'client-export-first',
    ]);
    const folder = changedScenario(['idempotent: true', 'idempotent: maybe']);
    const broken = await runCli(folder, ['scenarios']);
    expect(broken.code).toBe(3);
    expect(broken.stdout).toContain('client-export-drifted');
    expect(broken.stderr).toContain('idempotent');
  });

  it('lists no runs where there are none', async () => {
    expect(await runCli(workspace, ['runs'])).toMatchObject({ code: 0, stdout: expect.stringContaining('none yet') });
  });

  it('completes commands and scenario ids', async () => {
    expect((await runCli(workspace, ['completion'])).stdout).toContain('twinrun');
    expect((await runCli(workspace, ['--get-yargs-completions', 'twinrun', 'reh'])).stdout).toContain('rehearse');
    expect((await runCli(workspace, ['--get-yargs-completions', 'twinrun', 'rehearse', 'cli'])).stdout).toContain('client-export-drifted');
  });

  it('takes twinrun.yaml from a folder above, and from --workspace', async () => {
    const below = join(workspace, 'scenarios/client-export');
    expect((await runCli(below, ['scenarios'])).code).toBe(0);
    expect((await runCli('/', ['scenarios', '--workspace', join(workspace, 'twinrun.yaml')])).code).toBe(0);
  });

  it('writes a workspace whose scenario is valid, and never over what is there', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'batches'));
    const made = await runCli(folder, ['init', 'batches', '--name', 'daily-report']);
    expect(made).toMatchObject({ code: 0, stdout: expect.stringContaining('twinrun rehearse daily-report') });
    expect(await runCli(join(folder, 'batches'), ['plan', 'daily-report'])).toMatchObject({ code: 0 });
    expect(await runCli(folder, ['init', 'batches', '--name', 'daily-report'])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('twinrun.yaml'),
    });
  });
});

describe('a command that waits for something that never comes', () => {
  it('is a fault that is told, no silent end', async () => {
    const folder = temporaryFolder();
    for (const name of ['a.csv', 'b.csv']) writeFileSync(join(folder, name), 'id\n1\n');
    const stuck = `import files from 'node:fs/promises'; import { syncBuiltinESMExports } from 'node:module';
      files.stat = () => new Promise(() => {}); syncBuiltinESMExports();`;
    const environment = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(stuck)}` };
    const { code, stderr } = await runCli(folder, ['diff', 'a.csv', 'b.csv', '--key', 'id'], { environment });
    expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringMatching(/ended before it was done.*\nfix: /) });
  });
});
