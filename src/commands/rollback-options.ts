import type { Argv } from 'yargs';
import { TwinrunError } from '../model/error.ts';

export interface RollbackOptions {
  readonly scenario: string;
  readonly plan: boolean;
  readonly status: boolean;
  readonly checklist?: string | undefined;
  readonly drill: boolean;
  readonly yes: boolean;
  readonly approve?: string | undefined;
  readonly resume?: string | undefined;
  readonly settle: readonly string[];
  readonly undo: boolean;
  readonly abandon?: string | undefined;
  readonly 'business-date'?: string | undefined;
}

export function rollbackOptions(yargs: Argv): Argv<RollbackOptions> {
  return yargs
    .positional('scenario', { type: 'string', demandOption: true, describe: 'scenario id' })
    .option('plan', { type: 'boolean', default: false, describe: 'show what would be done, and its hash; do nothing' })
    .option('status', { type: 'boolean', default: false, describe: 'whether the playbook is armed, and if not, why not (exit 1)' })
    .option('checklist', { type: 'string', describe: 'the playbook as Markdown to print, on stdout or into this file' })
    .option('drill', { type: 'boolean', default: false, describe: 'rehearse it: in the sandbox, or against the drill targets' })
    .option('yes', { type: 'boolean', default: false, describe: 'agree to the plan; never to what cannot be repeated or taken back' })
    .option('approve', { type: 'string', requiresArg: true, describe: 'agree to the whole plan with this hash, also to what cannot be taken back' })
    .option('resume', { type: 'string', describe: 'go on with the last one that is not finished, or the one with this id' })
    .option('settle', {
      type: 'string',
      array: true,
      nargs: 1,
      default: [] as string[],
      describe: 'with --resume: <step>=done or <step>=not-done, for a step in doubt that you looked at',
    })
    .option('undo', { type: 'boolean', default: false, describe: 'take back what was done, the last step first' })
    .option('abandon', { type: 'string', requiresArg: true, describe: 'end an unfinished one as it stands; says why' })
    .option('business-date', { type: 'string', requiresArg: true, describe: 'which day, YYYY-MM-DD (default: of the last scheduled start)' });
}

/** Throws `cli.rollback` for options that contradict each other. */
export function checkRollbackOptions(options: RollbackOptions): void {
  const ways = (['plan', 'status', 'undo'] as const).filter((name) => options[name]).map((name) => `--${name}`);
  const given = (['checklist', 'resume', 'abandon'] as const).filter((name) => options[name] !== undefined).map((name) => `--${name}`);
  const all = [...ways, ...given].filter((name) => !(name === '--resume' && options.undo));
  if (all.length > 1) throw contradiction(all.join(' and '), 'one of them');
  if (options.settle.length > 0 && options.resume === undefined) throw contradiction('--settle without --resume', '--resume beside it');
  if (options['business-date'] !== undefined && (options.resume !== undefined || options.undo))
    throw contradiction('--business-date with --resume or --undo', 'the day that it was begun for');
}

function contradiction(received: string, expected: string): TwinrunError {
  return new TwinrunError({
    code: 'cli.rollback',
    class: 'misuse',
    message: 'these options do not go together',
    expected,
    received,
    fix: '`twinrun rollback --help` says what each does.',
  });
}
