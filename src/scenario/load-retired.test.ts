import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { TwinrunErrors } from '../model/error.ts';
import { fakeRegistries } from '../testing/fake-registries.ts';
import { RETIRED } from '../testing/retired-batch.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { loadRetired } from './load-retired.ts';
import { loadScenario } from './load-scenario.ts';
import type { Workspace } from './workspace.ts';

const WORKSPACE = { hosts: { batch: { sandbox: 'batch' } }, databases: {} } as unknown as Workspace;

function folderWith(text: string): string {
  const folder = join(temporaryFolder(), 'old-report');
  mkdirSync(folder);
  writeFileSync(join(folder, 'scenario.yaml'), text);
  return folder;
}

/** The plan with one value changed; `undefined` leaves it out. */
function changed(path: readonly string[], value: unknown): string {
  const batch = parse(RETIRED) as Record<string, unknown>;
  const last = path.at(-1) ?? '';
  const parent = path.slice(0, -1).reduce<Record<string, unknown>>((node, key) => node[key] as Record<string, unknown>, batch);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return stringify(batch);
}

const problemsOf = (text: string) =>
  loadRetired(folderWith(text), WORKSPACE).then(
    () => [],
    (thrown: unknown) => (thrown as TwinrunErrors).errors.map(({ code, at }) => `${code} ${at?.field ?? ''}`),
  );

describe('a batch that nobody needs', () => {
  it('has a stop plan in the place of sides', async () => {
    const loaded = await loadRetired(folderWith(RETIRED), WORKSPACE);
    expect(loaded?.retired.stopPlan.stop).toEqual({ cron: [{ host: 'batch', user: 'export', contains: '/opt/old/report.sh' }] });
    expect(loaded?.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is stopped by hand where it is no line of a crontab', async () => {
    const byHand = { byHand: { what: 'systemctl disable --now old.timer', undo: 'systemctl enable --now old.timer' } };
    expect((await loadRetired(folderWith(changed(['stopPlan', 'stop'], byHand)), WORKSPACE))?.retired.stopPlan.stop).toEqual(byHand);
  });

  it('is no scenario with two sides, and says what it is', async () => {
    const folder = folderWith(RETIRED);
    await expect(loadScenario(folder, fakeRegistries)).rejects.toMatchObject({
      code: 'scenario.retired',
      class: 'misuse',
      fix: { text: expect.stringContaining('twinrun cutover old-report') },
    });
    expect(await loadRetired(folderWith('schema: twinrun.scenario/1\ndisposition: migrate\n'))).toBeUndefined();
    expect(await loadRetired(folderWith('{ no: yaml'))).toBeUndefined();
    expect(await loadRetired(temporaryFolder())).toBeUndefined();
  });

  it.each<[string, readonly string[], unknown, readonly string[]]>([
    ['a blank', ['stopPlan', 'watch', 'who'], '???', ['scenario.blank stopPlan.watch.who']],
    ['a blank of another form', ['stopPlan', 'agreed', 'on'], '???', ['scenario.blank stopPlan.agreed.on']],
    ['a blank day of a watch', ['stopPlan', 'watch', 'days'], '???', ['scenario.blank stopPlan.watch.days']],
    ['a blank URL', ['stopPlan', 'agreed', 'evidence', 'url'], '???', ['scenario.blank stopPlan.agreed.evidence.url']],
    [
      'a blank line of a crontab',
      ['stopPlan', 'stop', 'cron'],
      [{ host: 'batch', contains: '???' }],
      ['scenario.blank stopPlan.stop.cron[0].contains'],
    ],
    [
      'a host that is not there',
      ['stopPlan', 'stop', 'cron'],
      [{ host: 'none', contains: 'x' }],
      ['scenario.no-such-host stopPlan.stop.cron[0].host'],
    ],
    ['another name', ['id'], 'older-report', ['scenario.id id']],
    ['nobody who agreed', ['stopPlan', 'agreed'], undefined, ['scenario.missing stopPlan.agreed']],
    ['nobody who was told', ['stopPlan', 'told'], [], ['scenario.value stopPlan.told']],
    ['nothing that stops it', ['stopPlan', 'stop'], { cron: [] }, ['scenario.value stopPlan.stop.cron']],
    ['sides', ['sides'], {}, ['scenario.unknown-key sides']],
  ])('is refused for %s', async (_, path, value, expected) => expect(await problemsOf(changed(path, value))).toEqual(expected));
});
