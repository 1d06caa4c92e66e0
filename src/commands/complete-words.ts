import { listScenarios } from '../scenario/find-scenario.ts';
import { loadWorkspace } from '../scenario/workspace.ts';
import type { Shell } from './shell.ts';

const TAKE_SCENARIOS = ['rehearse', 'plan', 'runs'];

type Defaults = (onCompleted?: (error: Error | null, words: string[] | undefined) => void) => void;

/** Commands and options as yargs knows them, and scenario ids where a command takes them. Outside a workspace there are none. */
export function completer(shell: Shell) {
  return (_current: string, argv: { _?: unknown[] }, defaults: Defaults, done: (words: string[]) => void): void => {
    const command = (argv._ ?? []).map(String).find((word) => TAKE_SCENARIOS.includes(word));
    defaults((_error, words = []) => {
      if (command === undefined) return done(words);
      loadWorkspace(shell.folder)
        .then(listScenarios)
        .then(
          (ids) => done([...words, ...ids]),
          () => done(words),
        );
    });
  };
}
