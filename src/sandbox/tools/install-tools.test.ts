import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { installTools } from './install-tools.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "twinrun tool's-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('takes real programs where they are, and writes wrappers that keep every argument for the rest', async () => {
  const [real, dist, tools] = ['real', 'dist', 'tools'].map((name) => join(folder, name)) as [string, string, string];
  mkdirSync(real);
  mkdirSync(dist);
  writeFileSync(join(real, 'psql'), '#!/bin/sh\n', { mode: 0o755 });
  writeFileSync(join(real, 'sftp'), 'not executable');
  chmodSync(join(real, 'sftp'), 0o644);
  writeFileSync(join(real, 'aws'), '#!/bin/sh\nexit 127\n', { mode: 0o755 });
  writeFileSync(join(dist, 'sftp.js'), 'console.log(JSON.stringify(process.argv.slice(2)))');

  const installed = await installTools(tools, { distTools: dist, searchPath: real, standIns: 'missing' });
  expect(installed).toEqual([
    { name: 'psql', from: join(real, 'psql') },
    { name: 'sftp', from: 'stand-in' },
    { name: 'aws', from: 'stand-in' },
  ]);
  expect(existsSync(join(tools, 'psql'))).toBe(false);
  const said = execFileSync(join(tools, 'sftp'), ['a b', '$HOME', "it's", ''], { env: {}, encoding: 'utf8' });
  expect(JSON.parse(said)).toEqual(['a b', '$HOME', "it's", '']);
});

it('writes stand-ins for all when asked to', async () => {
  const installed = await installTools(join(folder, 'tools'), { distTools: folder, searchPath: process.env.PATH ?? '', standIns: 'all' });
  expect(installed.map(({ from }) => from)).toEqual(['stand-in', 'stand-in', 'stand-in']);
});
