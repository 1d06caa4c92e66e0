import { planRehearsal } from '../experiment/plan.ts';
import { EXIT } from '../model/exit-code.ts';
import { businessDateOf } from '../scenario/business-date.ts';
import { checkBusinessDate } from './business-date.ts';
import type { Command } from './command.ts';
import { planDocument } from './plan-document.ts';
import { printJson } from './print.ts';
import { printDocument } from './print-document.ts';
import { partRetired, stopPlanDocument } from './retired.ts';
import { sharedWith } from './shared-with.ts';
import { chosenBatches, loadScenarios, openWorkspace, unconnectedRegistries } from './wiring.ts';

interface Options {
  readonly scenario: readonly string[];
  readonly all: boolean;
  readonly businessDate?: string | undefined;
}

export const planCommand: Command<Options> = {
  examples: [['twinrun plan client-export', 'the steps, in order, with fences and time-outs']],
  options: (yargs) =>
    yargs
      .positional('scenario', { type: 'string', array: true, default: [] as string[], describe: 'scenario ids' })
      .option('all', { type: 'boolean', default: false, describe: 'every scenario of the workspace' })
      .option('business-date', { type: 'string', describe: 'the day that the run is about, YYYY-MM-DD (default: by the scenario)' }),
  async run(options, shell) {
    checkBusinessDate(options.businessDate);
    const workspace = await openWorkspace(options, shell);
    const { retired, others } = await partRetired(workspace, await chosenBatches(workspace, options.scenario, options.all));
    const loaded = await loadScenarios(workspace, others, shell);
    const registries = await unconnectedRegistries(shell);
    const shared = await sharedWith(loaded, workspace, shell);
    const plans = loaded.map(({ scenario }) => {
      const businessDate = options.businessDate ?? businessDateOf(scenario.businessDate, shell.clock.now());
      return { scenario: scenario.id, businessDate, steps: planRehearsal(scenario, registries, businessDate) };
    });
    if (options.json)
      printJson(
        {
          ...{ schema: 'twinrun.plan/1', plans },
          ...(retired.length === 0 ? {} : { retired: retired.map((one) => one.retired) }),
          ...(shared.length === 0 ? {} : { shared }),
        },
        shell,
      );
    else {
      const documents = plans.map((plan) => planDocument(plan, shared));
      for (const document of [...documents, ...retired.map(stopPlanDocument)]) printDocument(document, shell, options.color);
    }
    return EXIT.pass;
  },
};
