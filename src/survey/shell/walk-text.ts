import { firstError, writtenText } from './grammar.ts';
import { runCommand } from './run-command.ts';
import type { Scope } from './scope.ts';
import { walkNode } from './statements.ts';
import { placeOf, type ShellSource, type Walk } from './walk.ts';

/** Steps of one entry: more is no script that somebody wrote. */
const MOST_STEPS = 200_000;

/** Parses shell text and walks it; what is no shell is listed with its line, and the rest is walked all the same. */
export function walkShell(walk: Walk, source: ShellSource, scope: Scope): void {
  const root = walk.parse(source.text);
  const error = firstError(root);
  if (error !== undefined)
    walk.uses.unresolved(
      placeOf(source, error),
      'parse-error',
      writtenText(error).split('\n')[0]?.slice(0, 120) ?? '',
      'this is not shell as the grammar knows it: uses near it may be missing',
    );
  walkNode(walk, root, source, scope);
}

/** Walks the command of one entry and all that it leads to. */
export function walkEntry(given: Omit<Walk, 'stack' | 'budget' | 'run' | 'shell' | 'node'>, source: ShellSource, scope: Scope): void {
  const walk: Walk = { ...given, stack: [], budget: { steps: MOST_STEPS }, run: runCommand, shell: walkShell, node: walkNode };
  walkShell(walk, source, scope);
  if (walk.budget.steps <= 0)
    walk.uses.unresolved(
      { file: source.file, line: source.line },
      'too-long',
      source.text,
      `it takes more than ${MOST_STEPS} steps: the rest was not followed`,
    );
}
