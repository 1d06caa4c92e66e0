import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deployLegacy, writeCrontab } from './deploy-legacy.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'twinrun-legacy-'));
  mkdirSync(join(folder, 'one', 'legacy'), { recursive: true });
  mkdirSync(join(folder, 'root', 'home', 'export'), { recursive: true });
  writeFileSync(join(folder, 'one', 'legacy', 'batch.sh'), 'echo 1\n');
  chmodSync(join(folder, 'one', 'legacy', 'batch.sh'), 0o750);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const home = () => join(folder, 'root', 'home', 'export');
const deploy = () => deployLegacy(join(folder, 'one', 'legacy'), join(folder, 'root'), 'one');

describe('deploying the legacy side', () => {
  it('copies files with their modes', async () => {
    await deploy();
    expect(statSync(join(home(), 'one', 'batch.sh')).mode & 0o777).toBe(0o750);
  });

  it('leaves what is the same alone', async () => {
    await deploy();
    const before = statSync(join(home(), 'one', 'batch.sh')).ino;
    await deploy();
    expect(statSync(join(home(), 'one', 'batch.sh')).ino).toBe(before);
  });

  it.each([
    ['content', () => writeFileSync(join(folder, 'one', 'legacy', 'batch.sh'), 'echo 2\n')],
    ['mode', () => chmodSync(join(folder, 'one', 'legacy', 'batch.sh'), 0o700)],
  ])('replaces what changed in %s, and leaves nothing else behind', async (_what, change) => {
    await deploy();
    change();
    await deploy();
    const source = join(folder, 'one', 'legacy', 'batch.sh');
    const copy = join(home(), 'one', 'batch.sh');
    expect(readFileSync(copy, 'utf8')).toBe(readFileSync(source, 'utf8'));
    expect(statSync(copy).mode).toBe(statSync(source).mode);
    expect(readdirSync(home())).toEqual(['one']);
  });

  it('does nothing without a legacy folder', async () => {
    await deployLegacy(join(folder, 'none', 'legacy'), join(folder, 'root'), 'none');
    expect(readdirSync(home())).toEqual([]);
  });

  it('joins the crontabs of all scenarios by id', async () => {
    mkdirSync(join(folder, 'two', 'legacy'), { recursive: true });
    writeFileSync(join(folder, 'one', 'legacy', 'crontab'), '1 1 * * * one\n\n');
    writeFileSync(join(folder, 'two', 'legacy', 'crontab'), '2 2 * * * two');
    const deployed = new Map([
      ['two', join(folder, 'two')],
      ['one', join(folder, 'one')],
      ['three', join(folder, 'three')],
    ]);
    await writeCrontab(join(folder, 'root'), deployed);
    await writeCrontab(join(folder, 'root'), deployed);
    expect(readFileSync(join(folder, 'root', 'var', 'spool', 'cron', 'crontabs', 'export'), 'utf8')).toBe('1 1 * * * one\n\n2 2 * * * two\n');
  });
});
