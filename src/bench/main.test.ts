import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runProgram } from '../testing/run-program.ts';
import { findProgram } from '../testing/system-program.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const main = join(import.meta.dirname, '../../dist/src/bench/main.js');

function bench(folder: string, ...options: string[]) {
  return runProgram(process.execPath, [main, '--folder', folder, ...options]);
}

const ASKED = '--records 3000 --rounds 1 --only twinrun twinrun-diff --task multiset diff'.split(' ');

describe('npm run bench', () => {
  it('measures, checks the answers, writes the tables and leaves nothing behind', async () => {
    const folder = temporaryFolder();
    const out = join(temporaryFolder(), 'benchmarks.md');
    const { code, stderr } = await bench(folder, ...ASKED, '--out', out);
    expect(stderr).toContain('diff, round 1: twinrun-diff');
    expect(code, stderr).toBe(0);
    const text = readFileSync(out, 'utf8');
    expect(text.match(/^\| Twinrun .* right \|$/gm)).toHaveLength(2);
    expect(text.match(/^\| twinrun diff .* right \|$/gm)).toHaveLength(1);
    expect(text.match(/^\| DuckDB .* right \|$/gm)).toHaveLength(2);
    expect(text).not.toContain('wrong');
    expect(readdirSync(folder)).toEqual([]);
  });

  it.skipIf(findProgram('sshd') === undefined)('measures collecting over SSH, and leaves nothing behind', async () => {
    const folder = temporaryFolder();
    const options = ['--task', 'collect', '--bytes', '3000000', '--rounds', '1', '--print', '--sshd', findProgram('sshd') ?? ''];
    const { code, stdout, stderr } = await bench(folder, ...options);
    expect(code, stderr).toBe(0);
    for (const contender of ['Twinrun', "OpenSSH's sftp", "OpenSSH's scp"])
      expect(stdout).toMatch(new RegExp(`^\\| ${contender}.* \\| right \\|$`, 'm'));
    expect(readdirSync(folder)).toEqual([]);
  });

  it('looks for room first', async () => {
    const { code, stderr } = await bench(temporaryFolder(), '--records', '1000000000000');
    expect([code, stderr]).toEqual([3, expect.stringContaining('bench.disk-full')]);
  });
});
