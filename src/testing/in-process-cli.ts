import { runCli } from '../commands/run-cli.ts';
import type { Shell } from '../commands/shell.ts';
import { makeRegistries } from '../kinds.ts';
import { systemClock } from '../runtime/clock.ts';
import { randomIds } from '../runtime/ids.ts';
import { makeSecrets } from '../runtime/secrets.ts';
import type { CliResult } from './cli.ts';

/** What is typed at the terminal, in turn; without it, nobody is there. `undefined` in the list: an empty line. */
type Typed = readonly (string | undefined)[];

export interface InProcessResult extends CliResult {
  /** What was asked at the terminal. */
  readonly asked: readonly string[];
}

/** A command in this process: as the command line runs it, without the second that a process of its own takes. `change`: what of its shell is otherwise. */
export async function runHere(
  folder: string,
  args: readonly string[],
  typed?: Typed,
  signal: AbortSignal = new AbortController().signal,
  change: Partial<Shell> = {},
): Promise<InProcessResult> {
  const [out, err]: [string[], string[]] = [[], []];
  const asked: string[] = [];
  const ask = async (question: string) => typed?.[asked.push(question) - 1] ?? '';
  const shell: Shell = {
    ...{ folder, home: folder, environment: process.env, signal, clock: systemClock, ids: randomIds },
    out: { isTTY: false, columns: 160, write: (text) => void out.push(text) },
    err: { isTTY: false, columns: 160, write: (text) => void err.push(text) },
    ...(typed === undefined ? {} : { ask }),
    secrets: makeSecrets(change.environment ?? process.env),
    checks: async () => (await import('../../checks/registry.ts')).checks,
    registries: async (connections) => makeRegistries(connections),
    // As the built command says it, so that both work on the same runs.
    versions: { twinrun: '0.1.0', node: process.version, platform: `${process.platform}-${process.arch}` },
    ...change,
  };
  const code = await runCli(args, shell);
  return { code, stdout: out.join(''), stderr: err.join(''), asked };
}
