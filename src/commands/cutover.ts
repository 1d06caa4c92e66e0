import { claimScriptStep } from '../cutover/claim-script-step.ts';
import { deadlineSeconds } from '../cutover/conditions.ts';
import { conditionsStep } from '../cutover/conditions-step.ts';
import { type Cutover, cutOver } from '../cutover/cutover.ts';
import { cutoverDocument, cutoverPlanDocument, truthDocument } from '../cutover/cutover-document.ts';
import { knownCutovers } from '../cutover/cutover-folder.ts';
import { cutoverHash, cutoverRuleOf, planCutover } from '../cutover/cutover-plan.ts';
import { gatherShown } from '../cutover/greens.ts';
import { schedulesNow } from '../cutover/schedules-now.ts';
import { truthNow } from '../cutover/truth-now.ts';
import { twinrunStep } from '../cutover/twinrun-step.ts';
import { decideClock } from '../handbook/decide-clock.ts';
import { readSettlements } from '../handbook/settlements.ts';
import { EXIT, type ExitCode, exitCodeOf } from '../model/exit-code.ts';
import type { Store } from '../model/store.ts';
import { documentToTerminal } from '../reporters/document-to-terminal.ts';
import { redactTexts } from '../runtime/redact-texts.ts';
import { businessDateOf } from '../scenario/business-date.ts';
import type { LoadedScenario } from '../scenario/load-scenario.ts';
import { makeVariables } from '../scenario/variables.ts';
import type { Workspace } from '../scenario/workspace.ts';
import { lastFire } from '../schedule/cron-fires.ts';
import { armedIn } from './armed.ts';
import { claimWrapper } from './claim-wrapper.ts';
import type { Command, GlobalOptions } from './command.ts';
import { agreed, CUTOVER_EXITS, type CutoverOptions, chosen, requireStep } from './cutover-choices.ts';
import { personOf, whoWorks } from './person.ts';
import { printJson } from './print.ts';
import { printDocument, styleOf } from './print-document.ts';
import { requireKept } from './require-kept.ts';
import { partRetired } from './retired.ts';
import type { Shell } from './shell.ts';
import { stopBatch } from './stop-batch.ts';
import { loadScenarios, makeOutside, type OpenWorld, openWorkspace, withWorld } from './wiring.ts';
import { printReport } from './with-overrides.ts';
import { withStore } from './with-store.ts';

export const cutoverCommand: Command<CutoverOptions> = {
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
    const [retired] = (await partRetired(workspace, [options.scenario])).retired;
    if (retired !== undefined) return await stopBatch(retired, options, workspace, shell);
    const [loaded] = await loadScenarios(workspace, [options.scenario], shell);
    if (loaded === undefined) return EXIT.misuse;
    cutoverRuleOf(loaded.scenario);
    const outside = makeOutside(options, shell);
    if (!options.plan) await requireKept(workspace, loaded.scenario, outside);
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
  readonly options: CutoverOptions & GlobalOptions;
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
  const claimScript = () => claimWrapper(scenario, workspace, shell.clock.now().getTime(), open.world.aws);
  // What cannot be written is refused before anything is done.
  if (cutoverRuleOf(scenario).claimFolder !== undefined && !options.back) claimScript();
  if (options.plan) {
    await printReport({ document: cutoverPlanDocument(plan, scenario), json: { ...plan, hash: cutoverHash(plan) } }, store, options, shell);
    return EXIT.pass;
  }
  requireStep(options.until, plan);
  if (!options.json)
    shell.err.write(documentToTerminal(redactTexts(cutoverPlanDocument(plan, scenario), shell.secrets), styleOf(shell.err, shell, options.color)));
  const left = decideClock(scenario, plan.businessDate, shell.clock);
  const person = personOf(shell);
  const approved = await agreed(options, plan, person, shell.signal);
  const read = async () => ({
    shown: await gatherShown(loaded, cutoverRuleOf(scenario), open.world, store),
    schedules: await schedulesNow(cutoverRuleOf(scenario), deadlineSeconds(scenario, shell.clock.now().getTime()), open.connections, shell.signal),
    armed: await armedIn(loaded, store, open, outside),
  });
  const own = twinrunStep({ command: [process.execPath, process.argv[1] ?? ''], folder: shell.folder, environment: given(shell.environment) });
  const steps = {
    ...open.registries.steps,
    twinrun: own,
    'claim-script': claimScriptStep(open.connections, claimScript),
    conditions: conditionsStep({ scenario, rule: cutoverRuleOf(scenario) }, read),
  };
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
        tell: (text: string) => tell(`${left()}${text}`),
      },
      ...(resumed === undefined ? {} : { resume: resumed }),
      ...(options.until === undefined ? {} : { until: options.until }),
      ...(person === undefined ? {} : { person }),
    };
    const result = await cutOver(cutover, outside);
    await printReport({ document: cutoverDocument(result, scenario), json: result }, store, options, shell);
    return CUTOVER_EXITS[result.status];
  } finally {
    await lock.release();
  }
}

function given(environment: Shell['environment']): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
