import type { Shell } from './shell.ts';

const TAKE_SCENARIOS = ['rehearse', 'plan', 'check', 'runs', 'prune', 'soak'];

type Defaults = (onCompleted?: (error: Error | null, words: string[] | undefined) => void) => void;

/** Commands and options as yargs knows them, and scenario ids where a command takes them. Outside a workspace there are none. */
export function completer(shell: Shell) {
  return (_current: string, argv: { _?: unknown[] }, defaults: Defaults, done: (words: string[]) => void): void => {
    const command = (argv._ ?? []).map(String).find((word) => TAKE_SCENARIOS.includes(word));
    defaults((_error, words = []) => {
      if (command === undefined) return done(words);
      scenarioIds(shell.folder).then(
        (ids) => done([...words, ...ids]),
        () => done(words),
      );
    });
  };
}

/** Loaded only here: every command would wait for it. */
async function scenarioIds(folder: string): Promise<readonly string[]> {
  const { loadWorkspace } = await import('../scenario/workspace.ts');
  const { listScenarios } = await import('../scenario/find-scenario.ts');
  return await listScenarios(await loadWorkspace(folder));
}
