import yargs, { type Argv } from 'yargs';
import { TwinrunError } from '../model/error.ts';
import { EXIT, type ExitCode } from '../model/exit-code.ts';
import { LOG_LEVELS } from '../runtime/log.ts';
import { checkCommand } from './check.ts';
import type { Command, GlobalOptions } from './command.ts';
import { completer } from './complete-words.ts';
import { diffCommand } from './diff.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { initCommand } from './init.ts';
import { planCommand } from './plan.ts';
import { printError } from './print.ts';
import { rehearseCommand } from './rehearse.ts';
import { runsCommand } from './runs.ts';
import { sandboxCommand } from './sandbox.ts';
import { scenariosCommand } from './scenarios.ts';
import type { Shell } from './shell.ts';

/** In the order of --help. */
const COMMANDS: readonly Command<never>[] = [
  rehearseCommand,
  planCommand,
  checkCommand,
  diffCommand,
  scenariosCommand,
  runsCommand,
  initCommand,
  sandboxCommand,
] as unknown as readonly Command<never>[];

/** Parses the arguments, runs the command, prints its error if it has one, and gives the exit code. Never throws. */
export async function runCli(args: readonly string[], shell: Shell): Promise<ExitCode> {
  let code: ExitCode | undefined;
  const json = args.includes('--json');
  const cli = COMMANDS.reduce((all, command) => addCommand(all, command, shell, (value) => (code = value)), base(args, shell));
  try {
    const printed = await new Promise<string>((resolve, reject) => {
      void Promise.resolve(cli.parseAsync([...args], {}, (error, _argv, output) => (error ? reject(error) : resolve(output)))).catch(reject);
    });
    if (printed !== '') shell.out.write(`${printed}\n`);
    return code ?? EXIT.pass;
  } catch (thrown) {
    const cancelled = shell.signal.aborted && thrown === shell.signal.reason;
    if (cancelled) {
      shell.err.write('cancelled\n');
      return EXIT.cancelled;
    }
    const error = isUsageError(thrown) ? usageError(thrown) : thrown;
    printError(error, shell, json);
    return error instanceof TwinrunError ? error.exitCode : EXIT.fault;
  }
}

function base(args: readonly string[], shell: Shell): Argv {
  return yargs([...args])
    .scriptName('twinrun')
    .usage('$0 <command>\n\nRuns a legacy batch and its replacement side by side, and proves that their outputs match or says why not.')
    .option('json', { type: 'boolean', default: false, global: true, describe: 'one JSON document on stdout and nothing else' })
    .option('color', { type: 'boolean', default: true, global: true, describe: 'colour on a terminal (also off under NO_COLOR)' })
    .option('workspace', {
      type: 'string',
      global: true,
      requiresArg: true,
      describe: 'path of twinrun.yaml (default: looked for upwards from here)',
    })
    .option('log-level', { choices: LOG_LEVELS, default: 'warn' as const, global: true, describe: 'diagnostics on stderr, as JSON lines' })
    .example('twinrun rehearse client-export', 'rehearse the worked example in the sandbox')
    .example('twinrun diff legacy.csv candidate.csv --key id', 'compare two files')
    .completion('completion', 'Print a script for shell completion', completer(shell))
    .version(shell.versions.twinrun)
    .help()
    .alias('help', 'h')
    .strict()
    .recommendCommands()
    .demandCommand(1, 'no command was given')
    .wrap(Math.min(140, shell.out.columns))
    .epilogue(EXIT_CODES)
    .exitProcess(false)
    .fail(false);
}

function addCommand(cli: Argv, command: Command<never>, shell: Shell, ended: (code: ExitCode) => void): Argv {
  return cli.command(
    command.usage,
    command.summary,
    (y: Argv) => command.options(y.example(command.examples.map(([line, what]) => [line, what]))),
    async (options) => ended(await command.run(options as never as never & GlobalOptions, shell)),
  );
}

/** yargs throws its own errors for wrong usage. */
function isUsageError(thrown: unknown): thrown is Error {
  return thrown instanceof Error && thrown.name === 'YError';
}

function usageError(error: Error): TwinrunError {
  return new TwinrunError({
    code: 'cli.usage',
    class: 'misuse',
    message: error.message,
    fix: '`twinrun --help` lists the commands, `twinrun <command> --help` its options.',
    cause: error,
  });
}
