import yargs, { type Argv } from 'yargs';
import { TwinrunError } from '../model/error.ts';
import type { ExitCode } from '../model/exit-code.ts';
import { LOG_LEVELS } from '../runtime/log-level.ts';
import type { Command, GlobalOptions } from './command.ts';
import type { ListedCommand } from './command-list.ts';
import { completer } from './complete-words.ts';
import { EXIT_CODES } from './exit-codes.ts';
import type { Shell } from './shell.ts';

/** A command line: a command with its options, to be run, or a text that is to be printed (help, version, the completion script). */
type Asked = Chosen | { readonly print: string };

/** A command and its options. Thrown out of yargs, which would otherwise make the command's whole help text beside every run of it. */
class Chosen {
  readonly run: () => Promise<ExitCode>;

  constructor(run: () => Promise<ExitCode>) {
    this.run = run;
  }
}

/** A command of the list; `command` is there where the arguments name it. */
export interface KnownCommand extends Pick<ListedCommand, 'usage' | 'summary'> {
  readonly command?: Command<never>;
}

/** What the arguments ask for, of these commands. Words for completion are printed at once, by yargs. Throws `cli.usage`. */
export async function parseArguments(args: readonly string[], commands: readonly KnownCommand[], shell: Shell): Promise<Asked> {
  const cli = commands.reduce((all, command) => addCommand(all, command, shell), base(args, shell));
  try {
    if (!args.includes(COMPLETION)) return { print: await textOf(cli, args) };
    // Half a command line is no misuse.
    await Promise.resolve(cli.parseAsync([...args])).catch(() => {});
    return { print: '' };
  } catch (thrown) {
    if (thrown instanceof Chosen) return thrown;
    throw usageError(thrown);
  }
}

/** What shells call for completion; yargs answers it on stdout by itself. */
const COMPLETION = '--get-yargs-completions';

/** What yargs has to print itself. */
async function textOf(cli: Argv, args: readonly string[]): Promise<string> {
  const printed = await new Promise<string>((resolve, reject) => {
    Promise.resolve(cli.parseAsync([...args], {}, (error, _argv, output) => (error ? reject(error) : resolve(output)))).catch(reject);
  });
  return printed === '' ? '' : `${printed}\n`;
}

function base(args: readonly string[], shell: Shell): Argv {
  return (
    yargs([...args])
      .scriptName('twinrun')
      // All else that is said is English, too.
      .locale('en')
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
      .fail(false)
  );
}

function addCommand(cli: Argv, { usage, summary, command }: KnownCommand, shell: Shell): Argv {
  if (command === undefined) return cli.command(usage, summary);
  return cli.command(
    usage,
    summary,
    (y: Argv) => command.options(y.example(command.examples.map(([line, what]) => [line, what])).epilogue(EXIT_CODES)),
    (options) => {
      throw new Chosen(() => command.run(options as never as never & GlobalOptions, shell));
    },
  );
}

function usageError(thrown: unknown): TwinrunError {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new TwinrunError({
    code: 'cli.usage',
    class: 'misuse',
    message,
    fix: '`twinrun --help` lists the commands, `twinrun <command> --help` its options.',
    cause: thrown,
  });
}
