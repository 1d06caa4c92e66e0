import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../testing/cli.ts';
import { writeProcessScenario } from '../testing/process-scenario.ts';
import { describeAsRoot } from '../testing/system-program.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const KEY = 'a key of thirty-two characters !';
const environment = { TWINRUN_MASKING_KEY: KEY };

function workspaceWith(store: string): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'twinrun.yaml'), `schema: twinrun.workspace/1\naws: { region: ap-northeast-1 }\nstore: { folder: ${store} }\n`);
  return folder;
}

/** All that lies below a folder, and the folder itself. */
function below(folder: string): readonly { readonly path: string; readonly name: string; readonly folder: boolean; readonly mode: number }[] {
  return [folder, ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))].map((path) => {
    const facts = statSync(path);
    return { path, name: relative(folder, path), folder: facts.isDirectory(), mode: facts.mode & 0o777 };
  });
}

describe('what a run leaves on disk', () => {
  const workspace = workspaceWith('reports');
  let run = '';

  beforeAll(async () => {
    const table = (person: string) => `echo "key: $KEY_OF_THE_BATCH"; printf 'id,v\\n1,${person}@example.zz\\n2,cleo@example.zz\\n' > "$OUT"\n`;
    writeProcessScenario(workspace, 'people', {
      legacy: table('anna').replace('$KEY_OF_THE_BATCH', KEY),
      candidate: table('bert').replace('$KEY_OF_THE_BATCH', KEY),
      personal: 'v',
    });
    const { code, stdout } = await runCli(workspace, ['rehearse', 'people', '--json'], { environment });
    expect(code).toBe(1);
    run = (JSON.parse(stdout) as { folder: string }).folder;
  });

  it('holds no personal value outside of the artifacts', () => {
    const files = below(run).filter((one) => !one.folder);
    expect(files.length).toBeGreaterThan(12);
    for (const { path, name } of files) {
      if (/^takes\/[^/]+\/artifacts\//.test(name)) expect(readFileSync(path, 'utf8')).toMatch(/@example/);
      else expect(readFileSync(path, 'utf8'), name).not.toMatch(/anna|bert|cleo/);
    }
  });

  it('holds no secret, though a batch prints it', () => {
    expect(readFileSync(join(run, 'takes/legacy-1/log.txt'), 'utf8')).toContain('key: [secret]');
    for (const { path, name, folder } of below(run)) if (!folder) expect(readFileSync(path, 'utf8'), name).not.toContain(KEY);
  });

  it('is for its owner alone: files 0600 or, once sealed, 0400; folders 0700', () => {
    for (const { path, folder, mode } of below(join(workspace, 'reports')))
      expect(folder ? ['700'] : ['600', '400'], path).toContain(mode.toString(8));
  });
});

describeAsRoot(['mount', 'umount'], 'a disk that is full', ({ mount = '', umount = '' }) => {
  const disk = join(temporaryFolder(), 'disk');
  beforeAll(() => {
    mkdirSync(disk);
    execFileSync(mount, ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk]);
  });
  afterAll(() => void execFileSync(umount, [disk]));
  beforeEach(() => {
    for (const name of readdirSync(disk)) rmSync(join(disk, name), { recursive: true });
  });
  const rows = (count: number) => `awk 'BEGIN { print "id,v"; for (i = 0; i < ${count}; i++) print i ",some text that takes its room" }'`;

  it('where the batch writes: no pass, though the batch says that all is well', async () => {
    const workspace = workspaceWith('reports');
    const small = join(disk, 'candidate.csv');
    writeProcessScenario(workspace, 'full-there', {
      legacy: `${rows(20_000)} > "$OUT"\n`,
      // Its output is a link to the full disk.
      candidate: `rm -f "$OUT"; ln -s ${small} "$OUT"; ${rows(20_000)} > "$OUT"; exit 0\n`,
    });
    const { code, stdout } = await runCli(workspace, ['rehearse', 'full-there', '--json']);
    expect(code).toBe(1);
    const { verdict, folder } = JSON.parse(stdout) as { folder: string; verdict: { checks: { id: string; status: string }[] } };
    expect(verdict.checks).toContainEqual(expect.objectContaining({ id: 'keyed-rows', status: 'fail' }));
    expect(readFileSync(join(folder, 'takes/candidate-1/log.txt'), 'utf8')).toMatch(/No space left/i);
  });

  it('where an output comes home: inconclusive, and says what to do', async () => {
    const workspace = workspaceWith(join(disk, 'reports'));
    writeProcessScenario(workspace, 'full-here', { legacy: `${rows(20_000)} > "$OUT"\n`, candidate: `${rows(20_000)} > "$OUT"\n` });
    const { code, stdout } = await runCli(workspace, ['rehearse', 'full-here']);
    expect(code).toBe(2);
    // Whichever is written when the room ends: the output, or the journal.
    const said = stdout.replaceAll(/\s+/g, ' ');
    expect(said).toMatch(/\[(?:collect\.disk-full|store\.unusable)\]/);
    expect(said).toMatch(/Free some room|with room on its disk/);
    const artifacts = below(join(disk, 'reports')).filter(({ name }) => name.includes('artifacts/table'));
    expect(artifacts.filter((one) => !one.folder)).toEqual([]);
  });

  it('where the run itself is written: a fault that says what to do, and nothing that looks whole', async () => {
    const workspace = workspaceWith(join(disk, 'reports'));
    writeProcessScenario(workspace, 'full-run', { legacy: 'printf "id,v\\n1,a\\n" > "$OUT"\n', candidate: 'printf "id,v\\n1,a\\n" > "$OUT"\n' });
    writeFileSync(join(disk, 'filling'), Buffer.alloc(236 * 1024));
    const { code, stdout, stderr } = await runCli(workspace, ['rehearse', 'full-run', '--json']);
    expect(code, stdout + stderr).toBe(4);
    expect(stdout + stderr).toMatch(/room|space/i);
    const runs = join(disk, 'reports/full-run');
    expect(existsSync(runs) ? readdirSync(runs).filter((name) => !name.startsWith('.')) : []).toEqual([]);
    expect(below(disk).filter(({ name }) => /(?:seal|verdict)\.json$/.test(name))).toEqual([]);
    // With room again it is gone on with, or begun anew.
    rmSync(join(disk, 'filling'));
    expect(await runCli(workspace, ['rehearse', 'full-run'])).toMatchObject({ code: 0 });
  });
});
