import type { Argv } from 'yargs';
import { TwinrunError } from '../model/error.ts';

/** What `twinrun calibrate` takes. */
export interface CalibrateOptions {
  readonly scenario: string;
  readonly takes: number;
  readonly days: number;
  readonly patch?: string | undefined;
  readonly accept?: string | undefined;
  readonly by?: string | undefined;
  readonly 'business-date'?: string | undefined;
}

export function calibrateOptions(yargs: Argv): Argv<CalibrateOptions> {
  return yargs
    .positional('scenario', { type: 'string', demandOption: true, describe: 'a scenario' })
    .option('takes', { type: 'number', default: 3, describe: 'how often both sides are run, 2 to 10' })
    .option('days', { type: 'number', default: 90, describe: 'for how many days proposed allowances are valid, 1 to 366' })
    .option('patch', { type: 'string', requiresArg: true, describe: 'write the proposed allowances into this file, which must be new' })
    .option('accept', { type: 'string', requiresArg: true, describe: 'run nothing: write the allowances of this patch into scenario.yaml' })
    .option('by', { type: 'string', requiresArg: true, describe: 'with --accept: who answers for them' })
    .option('business-date', { type: 'string', describe: 'the day that the runs are about, YYYY-MM-DD (default: by the scenario)' });
}

/** Throws `calibrate.options` (misuse). */
export function checkCalibrateOptions({ takes, days, accept, patch, by }: CalibrateOptions): void {
  const whole = (value: number, least: number, most: number) => Number.isSafeInteger(value) && value >= least && value <= most;
  if (!whole(takes, 2, 10)) throw wrong('--takes from 2 to 10', String(takes), 'Write --takes 3.');
  if (!whole(days, 1, 366)) throw wrong('--days from 1 to 366', String(days), 'Write --days 90.');
  if (accept !== undefined && patch !== undefined) throw wrong('--patch or --accept', 'both', 'Measure with --patch first, then accept.');
  if (accept !== undefined && !/\S/.test(by ?? ''))
    throw wrong('--by with --accept', by ?? 'none', 'Say who answers for the allowances: --by "Ana, data team".');
  if (accept === undefined && by !== undefined) throw wrong('--by only with --accept', by, 'Leave it out.');
}

function wrong(expected: string, received: string, fix: string): TwinrunError {
  return new TwinrunError({ code: 'calibrate.options', class: 'misuse', message: 'these options do not fit', expected, received, fix });
}
