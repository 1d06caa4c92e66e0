import { asTwinrunError, TwinrunError } from '../model/error.ts';
import { EXIT, type ExitCode } from '../model/exit-code.ts';
import type { Command } from './command.ts';
import type { KnownCommand } from './parse-arguments.ts';
import type { Shell } from './shell.ts';

/**
 * All commands, with what is behind those that may be meant: the one that is named first; where none is (an option comes first, completion, help), each that is named anywhere.
 */
async function commandsFor(args: readonly string[]): Promise<readonly KnownCommand[]> {
  const { COMMANDS } = await import('./command-list.ts');
  const [first] = args;
  const named = COMMANDS.some(({ usage }) => nameOf(usage) === first) ? [first] : args;
  return await Promise.all(
    COMMANDS.map(async ({ usage, summary, load }) => ({
      usage,
      summary,
      ...(named.includes(nameOf(usage)) ? { command: (await load()) as Command<never> } : {}),
    })),
  );
}

function nameOf(usage: string): string {
  return usage.split(' ')[0] ?? usage;
}

/** Parses the arguments, runs the command, prints its error if it has one, and gives the exit code. Never throws. */
export async function runCli(args: readonly string[], shell: Shell): Promise<ExitCode> {
  // Asked by scripts and by whoever installs it: nothing needs to be parsed for that.
  if (args.length === 1 && args[0] === '--version') return print(`${shell.versions.twinrun}\n`, shell);
  const [{ parseArguments }, commands] = await Promise.all([import('./parse-arguments.ts'), commandsFor(args)]);
  try {
    const asked = await parseArguments(args, commands, shell);
    return 'run' in asked ? await asked.run() : print(asked.print, shell);
  } catch (thrown) {
    return await failed(thrown, args.includes('--json'), shell);
  }
}

function print(text: string, shell: Shell): ExitCode {
  shell.out.write(text);
  return EXIT.pass;
}

async function failed(thrown: unknown, json: boolean, shell: Shell): Promise<ExitCode> {
  const { printError } = await import('./print.ts');
  const error = shell.signal.aborted && thrown === shell.signal.reason ? cancelled() : asTwinrunError(thrown);
  if (error.class === 'cancelled' && !json) shell.err.write(`twinrun: ${error.message}\n`);
  else printError(error, shell, json);
  return error.exitCode;
}

function cancelled(): TwinrunError {
  return new TwinrunError({ code: 'cancelled', class: 'cancelled', message: 'cancelled', fix: 'Run again when ready.' });
}
