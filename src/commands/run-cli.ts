import { asTwinrunError, TwinrunError } from '../model/error.ts';
import { EXIT, type ExitCode } from '../model/exit-code.ts';
import type { Command } from './command.ts';
import type { Shell } from './shell.ts';

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
async function commandsFor(args: readonly string[]): Promise<readonly Command<never>[]> {
  const [first = ''] = args;
  const loaders = Object.hasOwn(COMMANDS, first) ? [COMMANDS[first]] : Object.values(COMMANDS);
  return (await Promise.all(loaders.map((load) => load?.()))) as Command<never>[];
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
