import { TwinrunError } from '../model/error.ts';
import { EXIT, worstExitCode } from '../model/exit-code.ts';
import { isZone, zoneFix } from '../runtime/zone.ts';
import { candidatesOf } from '../scenario/candidate-schedules.ts';
import { cronProblem } from '../schedule/cron-line.ts';
import { expressionProblem } from '../schedule/eventbridge.ts';
import { type ScheduleParity, scheduleParity } from '../schedule/parity.ts';
import { parityDocument, parityStatus } from '../schedule/parity-document.ts';
import type { Span } from '../schedule/wall-times.ts';
import type { Command, GlobalOptions } from './command.ts';
import { printJson } from './print.ts';
import { printDocument } from './print-document.ts';
import { scheduleJson } from './schedule-json.ts';
import type { Shell } from './shell.ts';
import { chosenScenarios, loadScenarios, openWorkspace } from './wiring.ts';

const DAY_MS = 86_400_000;

type AllOptions = Options & GlobalOptions;

interface Options {
  readonly scenario: readonly string[];
  readonly all: boolean;
  readonly cron?: string | undefined;
  readonly zone: string;
  readonly against: readonly string[];
  readonly againstZone?: string | undefined;
  readonly days: number;
  readonly from?: string | undefined;
}

export const scheduleCommand: Command<Options> = {
  examples: [
    ['twinrun schedule client-export', 'the fires of the next 400 days of both sides'],
    ['twinrun schedule --cron "0 0 13 * 5" --zone Asia/Tokyo', 'what stands for a crontab line'],
    ['twinrun schedule --cron "30 2 * * *" --zone Europe/Berlin --against "cron(30 2 * * ? *)"', 'one expression against it'],
  ],
  options: (yargs) =>
    yargs
      .positional('scenario', { type: 'string', array: true, default: [] as string[], describe: 'scenario ids' })
      .option('all', { type: 'boolean', default: false, describe: 'every scenario of the workspace' })
      .option('cron', { type: 'string', requiresArg: true, describe: 'a crontab line instead of a scenario' })
      .option('zone', { type: 'string', default: 'UTC', requiresArg: true, describe: 'its time zone (with --cron)' })
      .option('against', {
        type: 'string',
        array: true,
        default: [] as string[],
        requiresArg: true,
        describe: 'expressions of EventBridge Scheduler (with --cron)',
      })
      .option('against-zone', { type: 'string', requiresArg: true, describe: 'their time zone (default: the one of --zone)' })
      .option('days', { type: 'number', default: 400, describe: 'how many days, 1 to 4000' })
      .option('from', { type: 'string', requiresArg: true, describe: 'first day, YYYY-MM-DD in UTC (default: now)' }),
  async run(options, shell) {
    const span = spanOf(options, shell);
    const parities = options.cron === undefined ? await ofScenarios(options, span, shell) : [ofLine(options, options.cron, span)];
    if (options.json)
      printJson({ schema: 'twinrun.schedule/1', schedules: parities.map(({ title, parity }) => ({ title, ...scheduleJson(parity) })) }, shell);
    else for (const { title, parity } of parities) printDocument(parityDocument(title, parity), shell, options.color);
    return worstExitCode(parities.map(({ parity }) => EXIT[parityStatus(parity)]));
  },
};

interface Titled {
  readonly title: string;
  readonly parity: ScheduleParity;
}

async function ofScenarios(options: AllOptions, span: Span, shell: Shell): Promise<readonly Titled[]> {
  if (options.against.length > 0 || options.againstZone !== undefined)
    throw usage('--against belongs to --cron', 'Give --cron too, or write `schedule.candidate` into the scenario.');
  const workspace = await openWorkspace(options, shell);
  const loaded = await loadScenarios(workspace, await chosenScenarios(workspace, options.scenario, options.all, shell), shell);
  return loaded.map(({ scenario }) => ({
    title: `Schedule of ${scenario.id}`,
    parity: scheduleParity(scenario.schedule.cron, scenario.schedule.zone, candidatesOf(scenario.schedule), span),
  }));
}

function ofLine(options: Options, cron: string, span: Span): Titled {
  if (options.scenario.length > 0 || options.all) throw usage('both scenarios and --cron were given', 'Give one of the two.');
  const problem = cronProblem(cron);
  if (problem !== undefined) throw usage(`--cron: ${problem}`, 'Write the five fields in quotes: "30 1 * * *".', cron);
  const against = options.againstZone ?? options.zone;
  for (const zone of [options.zone, against]) if (!isZone(zone)) throw usage('no such time zone', zoneFix(zone), zone);
  for (const expression of options.against) {
    const wrong = expressionProblem(expression);
    if (wrong !== undefined) throw usage(`--against: ${wrong}`, 'Without --against the equivalent expressions are proposed.', expression);
  }
  const candidates = options.against.map((expression) => ({ service: 'scheduler' as const, expression, zone: against }));
  return { title: `Schedule ${cron}`, parity: scheduleParity(cron, options.zone, candidates, span) };
}

function spanOf({ days, from }: Options, shell: Shell): Span {
  if (!Number.isInteger(days) || days < 1 || days > 4000)
    throw usage('--days: a whole number from 1 to 4000', 'Leave it out for 400 days.', String(days));
  const start = from === undefined ? shell.clock.now().getTime() : Date.parse(`${from}T00:00:00Z`);
  if (Number.isNaN(start)) throw usage('--from: a day YYYY-MM-DD', 'Leave it out for now.', from);
  return { from: start, until: start + days * DAY_MS };
}

function usage(message: string, fix: string, received?: string): TwinrunError {
  return new TwinrunError({ code: 'cli.usage', class: 'misuse', message, ...(received === undefined ? {} : { received }), fix });
}
