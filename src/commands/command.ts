import type { Argv } from 'yargs';
import type { ExitCode } from '../model/exit-code.ts';
import type { LogLevel } from '../runtime/log-level.ts';
import type { Shell } from './shell.ts';

/** Options that every command has. */
export interface GlobalOptions {
  readonly json: boolean;
  readonly color: boolean;
  readonly workspace?: string | undefined;
  readonly logLevel: LogLevel;
}

/** One command of the CLI: its options, and what it does with them. Its name stands in `command-list.ts`. */
export interface Command<O = object> {
  readonly examples: readonly (readonly [command: string, what: string])[];
  readonly options: (yargs: Argv) => Argv<O>;
  readonly run: (options: O & GlobalOptions, shell: Shell) => Promise<ExitCode>;
}
