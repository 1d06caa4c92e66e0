import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { useSandbox } from '../sandbox/sandbox.ts';
import { copyWorkspace, runCli } from '../testing/cli.ts';
import { testContext } from '../testing/context.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const workspace = temporaryFolder();
let secrets: readonly string[] = [];

beforeAll(async () => {
  copyWorkspace(workspace);
  expect(await runCli(workspace, ['sandbox', 'up'])).toMatchObject({ code: 0 });
  const used = await useSandbox({ workspaceFolder: workspace, scenarioFolders: [], x: testContext() });
  secrets = Object.values(used.secrets).filter((secret) => secret.length >= 8);
});
afterAll(async () => {
  expect(await runCli(workspace, ['sandbox', 'down'])).toMatchObject({ code: 0 });
});

/** The arguments of all processes that anybody on this machine can see, again and again until `stop` is aborted. */
async function watchArguments(stop: AbortSignal): Promise<ReadonlySet<string>> {
  const seen = new Set<string>();
  while (!stop.aborted) {
    for (const pid of readdirSync('/proc')) {
      if (!/^\d+$/.test(pid)) continue;
      try {
        seen.add(readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '));
      } catch {
        // It is over.
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return seen;
}

it.skipIf(process.platform !== 'linux')('shows no secret in the arguments of any process, from the batches to their clients', async () => {
  const stop = new AbortController();
  const watching = watchArguments(stop.signal);
  const { code } = await runCli(workspace, ['rehearse', 'client-export', '--json']);
  stop.abort();
  const seen = [...(await watching)];
  expect(code).toBe(0);
  expect(secrets.length).toBeGreaterThan(1);
  // Both batches were seen at work.
  for (const program of ['client_export.sh', 'psql']) expect(seen.filter((line) => line.includes(program)).length, program).toBeGreaterThan(0);
  for (const line of seen) for (const secret of secrets) expect(line.includes(secret), line.replaceAll(secret, '[secret]')).toBe(false);
});

it('lets nobody else reach data of the sandbox', async () => {
  const { folder } = JSON.parse((await runCli(workspace, ['sandbox', 'status', '--json'])).stdout) as { folder: string };
  // Another user, as which the database runs where root starts it, must pass through the sandbox's folder; it cannot list it.
  expect(statSync(folder).mode & 0o066).toBe(0);
  const reached = (path: string): string[] => {
    const facts = lstatSync(path);
    if (facts.isSymbolicLink() || (facts.mode & 0o007) === 0) return [];
    return facts.isDirectory() ? readdirSync(path).flatMap((name) => reached(join(path, name))) : [path];
  };
  const open = [...readdirSync(folder).map((name) => join(folder, name)), join(workspace, '.twinrun')].flatMap(reached);
  // Programs of the stand-in hosts hold nothing of anybody.
  expect(open.filter((path) => !path.startsWith(join(folder, 'tools/')))).toEqual([]);
  expect(readdirSync(folder).length).toBeGreaterThan(3);
});
