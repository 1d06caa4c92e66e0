import yargs, { type Argv } from 'yargs';
import { asTwinrunError, TwinrunError } from '../model/error.ts';
import { EXIT, type ExitCode } from '../model/exit-code.ts';
import { LOG_LEVELS } from '../runtime/log.ts';
import type { Command, GlobalOptions } from './command.ts';
import { completer } from './complete-words.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { printError } from './print.ts';
import type { Shell } from './shell.ts';

type AnyCommand = Command<never>;

/** In the order of --help. Each is loaded when it is asked for: what one command needs must not slow the others down. */
const COMMANDS: Readonly<Record<string, () => Promise<unknown>>> = {
  rehearse: async () => (await import('./rehearse.ts')).rehearseCommand,
  plan: async () => (await import('./plan.ts')).planCommand,
  rollback: async () => (await import('./rollback.ts')).rollbackCommand,
  check: async () => (await import('./check.ts')).checkCommand,
  diff: async () => (await import('./diff.ts')).diffCommand,
  scenarios: async () => (await import('./scenarios.ts')).scenariosCommand,
  checks: async () => (await import('./checks.ts')).checksCommand,
  cutover: async () => (await import('./cutover.ts')).cutoverCommand,
  soak: async () => (await import('./soak.ts')).soakCommand,
  claim: async () => (await import('./claim.ts')).claimCommand,
  diagram: async () => (await import('./diagram.ts')).diagramCommand,
  preflight: async () => (await import('./preflight.ts')).preflightCommand,
  schedule: async () => (await import('./schedule.ts')).scheduleCommand,
  runs: async () => (await import('./runs.ts')).runsCommand,
  survey: async () => (await import('./survey.ts')).surveyCommand,
  draft: async () => (await import('./draft.ts')).draftCommand,
  smoke: async () => (await import('./smoke.ts')).smokeCommand,
  ledger: async () => (await import('./ledger.ts')).ledgerCommand,
  gate: async () => (await import('./gate.ts')).gateCommand,
  override: async () => (await import('./override.ts')).overrideCommand,
  calibrate: async () => (await import('./calibrate.ts')).calibrateCommand,
  selftest: async () => (await import('./selftest.ts')).selftestCommand,
  unlock: async () => (await import('./unlock.ts')).unlockCommand,
  prune: async () => (await import('./prune.ts')).pruneCommand,
  init: async () => (await import('./init.ts')).initCommand,
  sandbox: async () => (await import('./sandbox.ts')).sandboxCommand,
};

/** The command that is named first; all, where none is (help, completion, a slip of the pen). */
async function commandsFor(args: readonly string[]): Promise<readonly AnyCommand[]> {
  const [first = ''] = args;
  const loaders = Object.hasOwn(COMMANDS, first) ? [COMMANDS[first]] : first === '--version' ? [] : Object.values(COMMANDS);
  return (await Promise.all(loaders.map((load) => load?.()))) as AnyCommand[];
}

/** How a command ended: by its exit code, or by what it threw. */
type Ended = { readonly code: ExitCode } | { readonly thrown: unknown };

/** What shells call for completion; yargs answers it on stdout by itself. */
const COMPLETION = '--get-yargs-completions';

/** Parses the arguments, runs the command, prints its error if it has one, and gives the exit code. Never throws. */
export async function runCli(args: readonly string[], shell: Shell): Promise<ExitCode> {
  let ended: Ended | undefined;
  const cli = (await commandsFor(args)).reduce((all, command) => addCommand(all, command, shell, (how) => (ended = how)), base(args, shell));
  try {
    if (!args.includes(COMPLETION)) shell.out.write(await parse(cli, args));
    // Half a command line is no misuse.
    else await Promise.resolve(cli.parseAsync([...args])).catch(() => {});
  } catch (thrown) {
    // Commands report what they throw through `ended`: whatever comes here is about the arguments.
    ended = { thrown: usageError(thrown) };
  }
  if (ended === undefined) return EXIT.pass;
  return 'code' in ended ? ended.code : failed(ended.thrown, args.includes('--json'), shell);
}

/** What yargs has to print itself: help, version, the completion script. */
async function parse(cli: Argv, args: readonly string[]): Promise<string> {
  const printed = await new Promise<string>((resolve, reject) => {
    Promise.resolve(cli.parseAsync([...args], {}, (error, _argv, output) => (error ? reject(error) : resolve(output)))).catch(reject);
  });
  return printed === '' ? '' : `${printed}\n`;
}

function failed(thrown: unknown, json: boolean, shell: Shell): ExitCode {
  const error = shell.signal.aborted && thrown === shell.signal.reason ? cancelled() : asTwinrunError(thrown);
  if (error.class === 'cancelled' && !json) shell.err.write(`twinrun: ${error.message}\n`);
  else printError(error, shell, json);
  return error.exitCode;
}

function cancelled(): TwinrunError {
  return new TwinrunError({ code: 'cancelled', class: 'cancelled', message: 'cancelled', fix: 'Run again when ready.' });
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

function addCommand(cli: Argv, command: AnyCommand, shell: Shell, ended: (how: Ended) => void): Argv {
  return cli.command(
    command.usage,
    command.summary,
    (y: Argv) => command.options(y.example(command.examples.map(([line, what]) => [line, what])).epilogue(EXIT_CODES)),
    async (options) => {
      try {
        ended({ code: await command.run(options as never as never & GlobalOptions, shell) });
      } catch (thrown) {
        ended({ thrown });
      }
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
