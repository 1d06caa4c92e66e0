import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyWorkspace, runCli } from '../testing/cli.ts';
import { writeProcessScenario } from '../testing/process-scenario.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/cutover-day.md'), 'utf8');
const commands = [...page.matchAll(/^twinrun (.*?)\s+# exit (\d+)$/gm)].map(([, line = '', code = '']) => ({ line, code: Number(code) }));
const workspace = temporaryFolder();
const delivered = join(workspace, 'delivered');

beforeAll(async () => {
  copyWorkspace(workspace);
  const table = 'printf "id,a\\n1,2\\n" > "$OUT"\n';
  writeProcessScenario(workspace, 'held', { legacy: table, candidate: table });
  const local = (text: string) => `{ local: { command: [/bin/sh, -c, "${text}"] }, repeat: safe }`;
  appendFileSync(
    join(workspace, 'scenarios/client-export/scenario.yaml'),
    `
cutover:
  greens: 1
  apart: 1m
  cron: [{ host: batch, contains: client-export/client_export.sh }]
  schedules: [{ name: client-export }]
  first:
    run: ${local('exit 0')}
    environment: { PARTNER_DIR: hold }
    judge: [held]
    release: [${local(`echo delivered >> ${delivered}`)}]
`,
  );
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

  it('leads through the day: each command ends as it says', async () => {
    for (const { line, code } of commands) {
      const result = await runCli(workspace, line.split(' '));
      expect([line, result.code], `${result.stdout}\n${result.stderr}`).toEqual([line, code]);
      if (line.includes('--resume')) expect(readFileSync(delivered, 'utf8')).toBe('delivered\n');
    }
  }, 180_000);

  it('is no-go for the drifted candidate, and switches nothing', async () => {
    const file = join(workspace, 'scenarios/client-export-drifted/scenario.yaml');
    const good = readFileSync(join(workspace, 'scenarios/client-export/scenario.yaml'), 'utf8');
    appendFileSync(file, good.slice(good.indexOf('\ncutover:')));
    const nogo = await runCli(workspace, ['cutover', 'client-export-drifted', '--yes', '--json']);
    expect(nogo.code, `${nogo.stdout}\n${nogo.stderr}`).toBe(1);
    expect(JSON.parse(nogo.stdout)).toMatchObject({ status: 'no-go', back: [] });
    expect((await runCli(workspace, ['cutover', 'client-export-drifted', '--status'])).code).toBe(0);
  }, 60_000);
});
