import { deadlineSeconds } from '../cutover/conditions.ts';
import { conditionsStep } from '../cutover/conditions-step.ts';
import { type Cutover, cutOver } from '../cutover/cutover.ts';
import { cutoverDocument, cutoverPlanDocument, truthDocument } from '../cutover/cutover-document.ts';
import { type KnownCutover, knownCutovers } from '../cutover/cutover-folder.ts';
import { type CutoverPlan, cutoverHash, cutoverRuleOf, planCutover } from '../cutover/cutover-plan.ts';
import { truthNow } from '../cutover/truth-now.ts';
import { twinrunStep } from '../cutover/twinrun-step.ts';
import { unfitSchedules } from '../cutover/unfit-schedules.ts';
import { armed } from '../handbook/drill-proof.ts';
import { readSettlements } from '../handbook/settlements.ts';
import { TwinrunError } from '../model/error.ts';
import { EXIT, type ExitCode, exitCodeOf } from '../model/exit-code.ts';
import type { Person } from '../model/step-kind.ts';
import type { Store } from '../model/store.ts';
import { businessDateOf } from '../scenario/business-date.ts';
import type { LoadedScenario } from '../scenario/load-scenario.ts';
import { makeVariables } from '../scenario/variables.ts';
import type { Workspace } from '../scenario/workspace.ts';
import { lastFire } from '../schedule/cron-fires.ts';
import { recordsWithPurpose } from '../store/parity-runs.ts';
import { drillsOf, factsOf } from './armed.ts';
import type { Command, GlobalOptions } from './command.ts';
import { personOf, whoWorks } from './person.ts';
import { printDocument, printJson } from './print.ts';
import type { Shell } from './shell.ts';
import { loadScenarios, makeOutside, type OpenWorld, openWorkspace, withWorld } from './wiring.ts';
import { withOverrides } from './with-overrides.ts';
import { withStore } from './with-store.ts';

interface Options {
  readonly scenario: string;
  readonly plan: boolean;
  readonly status: boolean;
  readonly resume: boolean;
  readonly back: boolean;
  readonly yes: boolean;
  readonly until?: string | undefined;
  readonly approve?: string | undefined;
  readonly settle: readonly string[];
}

export const cutoverCommand: Command<Options> = {
  usage: 'cutover <scenario>',
  summary: 'Let the candidate take over, step by step: stop, go on, or go back at each of them',
  examples: [
    ['twinrun cutover client-export --plan', 'what it will do, and the hash by which a second person agrees'],
    ['twinrun cutover client-export --until beside', 'everything up to the switch'],
    ['twinrun cutover client-export --status', 'what starts which side now: read from crontab and schedule'],
    ['twinrun cutover client-export --resume', 'go on after a stop or a crash'],
    ['twinrun cutover client-export --back', 'switch legacy on again'],
  ],
  options: (yargs) =>
    yargs
      .positional('scenario', { type: 'string', demandOption: true, describe: 'scenario id' })
      .option('plan', { type: 'boolean', default: false, describe: 'say what it will do, and do nothing' })
      .option('status', { type: 'boolean', default: false, describe: 'read what starts each side now, and do nothing' })
      .option('until', { type: 'string', requiresArg: true, describe: 'stop after this step' })
      .option('resume', { type: 'boolean', default: false, describe: 'go on with the last one' })
      .option('back', { type: 'boolean', default: false, describe: 'take the switch of the last one back' })
      .option('yes', { type: 'boolean', default: false, describe: 'agree to what may be repeated; the rest is asked' })
      .option('settle', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [] as string[],
        describe: '<step>=done or <step>=not-done, of a step that is in doubt',
      })
      .option('approve', { type: 'string', requiresArg: true, describe: 'hash of the plan, given by a second person: nothing is asked' }),
  async run(options, shell) {
    const workspace = await openWorkspace(options, shell);
    const [loaded] = await loadScenarios(workspace, [options.scenario], shell);
    if (loaded === undefined) return EXIT.misuse;
    cutoverRuleOf(loaded.scenario);
    const outside = makeOutside(options, shell);
    const tell = (text: string) => (options.json ? undefined : shell.err.write(`${text}\n`));
    return withWorld(workspace, [loaded], outside, shell, tell, async (open) => {
      if (options.status) {
        const truth = await truthNow({ scenario: loaded.scenario, ...open, root: workspace.store.folder }, outside);
        if (options.json) printJson({ schema: 'twinrun.cutover-status/1', scenario: options.scenario, ...truth }, shell);
        else printDocument(truthDocument(options.scenario, truth), shell, options.color);
        return exitCodeOf(truth.status);
      }
      return withStore(workspace, outside, async (store) => go({ options, loaded, workspace, open, store, shell, tell }));
    });
  },
};

interface Going {
  readonly options: Options & GlobalOptions;
  readonly loaded: LoadedScenario;
  readonly workspace: Workspace;
  readonly open: OpenWorld;
  readonly store: Store;
  readonly shell: Shell;
  readonly tell: (text: string) => void;
}

async function go({ options, loaded, workspace, open, store, shell, tell }: Going): Promise<ExitCode> {
  const { scenario } = loaded;
  const outside = makeOutside(options, shell);
  const world = open.world.kind;
  const now = shell.clock.now();
  const fire = lastFire(scenario.schedule.cron, scenario.schedule.zone, now.getTime());
  const variables = makeVariables(open.world, businessDateOf(scenario.businessDate, fire === undefined ? now : new Date(fire)));
  const fresh = planCutover(scenario, loaded.hash, variables, world, workspace.file);
  const last = (await knownCutovers(workspace.store.folder, scenario.id))[0];
  const resumed = chosen(options, last);
  const plan = resumed?.plan ?? fresh;
  if (options.plan) {
    if (options.json) printJson({ ...plan, hash: cutoverHash(plan) }, shell);
    else printDocument(await withOverrides(cutoverPlanDocument(plan, scenario), store, shell), shell, options.color);
    return EXIT.pass;
  }
  requireStep(options.until, plan);
  const person = personOf(shell);
  const approved = await agreed(options, plan, person, shell.signal);
  const read = async () => ({
    records: await recordsWithPurpose(store, scenario.id),
    unfit: await unfitSchedules(cutoverRuleOf(scenario), deadlineSeconds(scenario, shell.clock.now().getTime()), open.connections, shell.signal),
    armed: armed(scenario, await drillsOf(store, scenario.id), await factsOf(loaded, open.world, store), shell.clock.now()),
  });
  const own = twinrunStep({ command: [process.execPath, process.argv[1] ?? ''], folder: shell.folder, environment: given(shell.environment) });
  const steps = { ...open.registries.steps, twinrun: own, conditions: conditionsStep({ scenario, rule: cutoverRuleOf(scenario), world }, read) };
  const lock = await store.lock(`cutover of ${scenario.id}`, outside);
  try {
    const cutover: Cutover = {
      ...{
        plan,
        registries: { ...open.registries, steps },
        store,
        root: workspace.store.folder,
        goBack: options.back,
        settlements: readSettlements(options.settle, { acts: plan.acts, undo: plan.back }),
        approved,
        by: whoWorks(),
        tell,
      },
      ...(resumed === undefined ? {} : { resume: resumed }),
      ...(options.until === undefined ? {} : { until: options.until }),
      ...(person === undefined ? {} : { person }),
    };
    const result = await cutOver(cutover, outside);
    if (options.json) printJson(result, shell);
    else printDocument(await withOverrides(cutoverDocument(result, scenario), store, shell), shell, options.color);
    return EXITS[result.status];
  } finally {
    await lock.release();
  }
}

const EXITS = {
  done: EXIT.pass,
  stopped: EXIT.inconclusive,
  blocked: EXIT.inconclusive,
  'gone-back': EXIT.fail,
  'no-go': EXIT.fail,
  cancelled: EXIT.cancelled,
} as const;

/** A cutover that is half done must be gone on with, or back: a new one would not know what it left. */
function chosen({ resume, back, plan }: Options, last: KnownCutover | undefined): KnownCutover | undefined {
  if (resume && back) throw misuse('both --resume and --back were given', 'Give one of the two.');
  const open = last !== undefined && !['done', 'gone-back', 'no-go'].includes(last.result?.status ?? '');
  if (resume || back) {
    if (last !== undefined && (open || back)) return last;
    throw misuse('there is no cutover to go on with', 'Begin one without --resume.');
  }
  if (open && !plan) throw misuse(`the cutover ${last.id} is not at its end`, 'Go on with --resume, or go back with --back.');
  return undefined;
}

function requireStep(until: string | undefined, { acts }: CutoverPlan): void {
  if (until === undefined || acts.some(({ id }) => id === until)) return;
  throw misuse('the plan has no such step', `The steps are ${acts.map(({ id }) => id).join(', ')}.`, until);
}

/** Whether the plan as a whole was agreed to by its hash. At a terminal the scenario's name is typed; without one, --yes stands for what may be repeated. */
async function agreed(
  { approve, yes, scenario, back }: Options,
  plan: CutoverPlan,
  person: Person | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  const hash = cutoverHash(plan);
  if (approve !== undefined && approve !== hash)
    throw misuse('what was agreed to is another plan', 'Read the plan of now (--plan) and agree to its hash.', approve);
  if (approve !== undefined) return true;
  if (yes || back) return false;
  if (person === undefined)
    throw misuse('nobody is at a terminal, and nobody agreed', `Read the plan (--plan), then say --yes, or --approve ${hash}.`);
  if ((await person.choose(`Cut ${scenario} over now`, [scenario], signal)) !== scenario)
    throw misuse(`"${scenario}" was not typed: nothing was done`, 'Run it again when ready.');
  return false;
}

function given(environment: Shell['environment']): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function misuse(message: string, fix: string, received?: string): TwinrunError {
  return new TwinrunError({ code: 'cli.cutover', class: 'misuse', message, ...(received === undefined ? {} : { received }), fix });
}
