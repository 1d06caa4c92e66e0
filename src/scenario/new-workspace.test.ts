import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { fakeRegistries } from '../testing/fake-registries.ts';
import { findScenario, listScenarios } from './find-scenario.ts';
import { editorSchemas } from './json-schema.ts';
import { newWorkspaceFiles } from './new-workspace.ts';
import { loadWorkspace } from './workspace.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinrun-init-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a new workspace', () => {
  it('loads, and holds the scenario under its new name everywhere', async () => {
    const files = await newWorkspaceFiles({ name: 'daily-report', schemas: editorSchemas(fakeRegistries) });
    for (const [path, { content }] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    const workspace = await loadWorkspace(join(folder, 'scenarios'));
    expect(workspace).toMatchObject({ folder, aws: { sandbox: true }, store: { folder: join(folder, 'reports') }, concurrency: 2 });
    expect(await listScenarios(workspace)).toEqual(['daily-report']);
    expect(await findScenario(workspace, 'daily-report')).toBe(join(folder, 'scenarios/daily-report'));
    expect(parse(files['scenarios/daily-report/scenario.yaml']?.content ?? '')).toMatchObject({ id: 'daily-report' });
    expect(JSON.stringify(files)).not.toContain('client-export');
    expect(files['scenarios/daily-report/scenario.yaml']?.content).toMatch(/^# yaml-language-server: \$schema=\.\.\/\.\.\/schemas\/scenario/);
  });

  it('keeps scripts executable and settings not', async () => {
    const files = await newWorkspaceFiles({ name: 'x' });
    expect(files['scenarios/x/legacy/client_export.sh']?.executable).toBe(true);
    expect(files['twinrun.yaml']).toMatchObject({ executable: false, content: expect.stringMatching(/^schema: /) });
  });

  it('refuses a name that is no id', async () => {
    await expect(newWorkspaceFiles({ name: '../x' })).rejects.toMatchObject({ code: 'init.name', class: 'misuse' });
  });
});

describe('finding', () => {
  it('says what there is', async () => {
    await expect(findScenario({ folder }, 'daily-reprot')).rejects.toMatchObject({
      code: 'scenario.not-found',
      expected: 'one of daily-report',
      fix: { text: 'Did you mean `daily-report`?' },
    });
    expect(await listScenarios({ folder: join(folder, 'nowhere') })).toEqual([]);
  });
});
