import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { copyWorkspace, runCli } from './testing/cli.ts';
import { runHere } from './testing/in-process-cli.ts';
import { writeProcessScenario } from './testing/process-scenario.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const { dependencies } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as { dependencies: Record<string, string> };
/** The sources that were bundled into each file. */
const parts = JSON.parse(readFileSync(join(import.meta.dirname, '../dist/parts.json'), 'utf8')) as Record<string, readonly string[]>;
const folder = temporaryFolder();

beforeAll(() => {
  copyWorkspace(folder);
  writeFileSync(join(folder, 'legacy.csv'), 'id,v\n1,a\n2,b\n');
  writeFileSync(join(folder, 'candidate.csv'), 'id,v\n1,a\n2,x\n');
});

/** What a command ran, our dependencies that are not bundled and files of ours: V8 lists all scripts where coverage is asked for, however they were loaded. */
async function loadedBy(
  ...args: string[]
): Promise<{ readonly packages: readonly string[]; readonly own: readonly string[]; readonly code: number | null }> {
  const coverage = temporaryFolder();
  const { code } = await runCli(folder, args, { environment: { NODE_V8_COVERAGE: coverage } });
  const scripts = readdirSync(coverage).flatMap(
    (name) => (JSON.parse(readFileSync(join(coverage, name), 'utf8')) as { result: readonly { url: string }[] }).result,
  );
  const found = (pattern: RegExp) => scripts.flatMap(({ url }) => pattern.exec(url)?.[1] ?? []);
  const packages = found(/.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//).filter((name) => Object.hasOwn(dependencies, name));
  return { packages: [...new Set(packages)].sort(), own: found(/\/(dist\/(?:src|checks)\/.+\.js)$/).flatMap((path) => parts[path] ?? []), code };
}

/** Every dependency that is not named here is for what other commands, or rarer cases, do: it is imported where it is used, by `await import()`. */
describe('what is loaded', () => {
  it('for --version: nothing', async () => {
    const { packages, own, code } = await loadedBy('--version');
    expect({ packages, code }).toEqual({ packages: [], code: 0 });
    expect(own).toContain('src/cli.ts');
    expect(own.filter((path) => !/^src\/(cli\.ts|model|runtime|commands\/run-cli)/.test(path))).toEqual([]);
  });

  it('for --help: the list of commands, and none of them', async () => {
    const { packages, own, code } = await loadedBy('--help');
    expect({ packages, code }).toEqual({ packages: ['string-width'], code: 0 });
    expect(own.filter((path) => path.startsWith('src/commands/')).sort()).toEqual(
      ['command-list', 'complete-words', 'exit-codes', 'parse-arguments', 'run-cli'].map((name) => `src/commands/${name}.ts`),
    );
  });

  it('for a diff of two small plain files: no schemas, and what reads them', async () => {
    const { packages, own, code } = await loadedBy('diff', 'legacy.csv', 'candidate.csv', '--key', 'id');
    expect({ packages, code }).toEqual({ packages: [], code: 1 });
    expect(own).toContain('src/compare/tables/compare-tables.ts');
    const rare = /^src\/(scenario|store|connections|kinds|check|compare\/(duck|explain|lines|kernel\/(?!suits-kernel))|reporters\/html)/;
    expect(own.filter((path) => rare.test(path))).toEqual([]);
  });

  it('for a plan: every kind, and nothing that reaches out', async () => {
    const { packages, code } = await loadedBy('plan', 'client-export');
    const expected = ['picomatch', 'pino', 'ssh-config', 'yaml', 'zod'];
    expect({ packages, code }).toEqual({ packages: expected, code: 0 });
  });

  it('for a check of a stored run that passes: all checks, and no charset, database or cause', async () => {
    const batch = `printf 'id,v\\n1,a\\n' > "$OUT"\n`;
    const workspace = join(folder, 'twinrun.yaml');
    writeFileSync(workspace, 'schema: twinrun.workspace/1\nhosts: {}\ndatabases: {}\naws: { region: ap-northeast-1 }\nstore: { folder: reports }\n');
    writeProcessScenario(folder, 'same', { legacy: batch, candidate: batch });
    expect(await runHere(folder, ['rehearse', 'same'])).toMatchObject({ code: 0 });
    const { packages, own, code } = await loadedBy('check', join('reports/same', readdirSync(join(folder, 'reports/same'))[0] ?? ''));
    const expected = ['pino', 'ssh-config', 'yaml', 'zod'];
    expect({ packages, code }).toEqual({ packages: expected, code: 0 });
    expect(own).toContain('checks/keyed-rows.ts');
    expect(own.filter((path) => path.startsWith('src/compare/explain/cell'))).toEqual([]);
  });
});
