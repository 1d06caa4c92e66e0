import type { Document, Text } from '../model/document.ts';
import { asTwinrunError, type TwinrunError } from '../model/error.ts';
import { EXIT } from '../model/exit-code.ts';
import type { Scenario } from '../model/scenario.ts';
import { listScenarios } from '../scenario/find-scenario.ts';
import type { Command } from './command.ts';
import { printDocument, printError, printJson } from './print.ts';
import { loadScenarios, openWorkspace } from './wiring.ts';

export const scenariosCommand: Command = {
  usage: 'scenarios',
  summary: 'List the scenarios of the workspace, and validate each',
  examples: [['twinrun scenarios --json', 'for scripts']],
  options: (yargs) => yargs,
  async run(options, shell) {
    const workspace = await openWorkspace(options, shell);
    const ids = await listScenarios(workspace);
    const rows = await Promise.all(
      ids.map(async (id): Promise<{ id: string; scenario?: Scenario; error?: TwinrunError }> => {
        try {
          const [loaded] = await loadScenarios(workspace, [id], shell);
          return loaded === undefined ? { id } : { id, scenario: loaded.scenario };
        } catch (thrown) {
          return { id, error: asTwinrunError(thrown) };
        }
      }),
    );
    if (options.json) {
      const scenarios = rows.map(({ id, scenario, error }) => ({
        id,
        valid: error === undefined,
        ...summary(scenario),
        ...(error === undefined ? {} : { error }),
      }));
      printJson({ schema: 'twinrun.scenarios/1', scenarios }, shell);
    } else {
      printDocument(table(rows), shell, options.color);
      for (const { error } of rows) if (error !== undefined) printError(error, shell, false);
    }
    return rows.some((one) => one.error !== undefined) ? EXIT.misuse : EXIT.pass;
  },
};

function summary(scenario: Scenario | undefined) {
  if (scenario === undefined) return {};
  return { what: scenario.purpose.what, owner: scenario.purpose.owner, schedule: scenario.schedule, disposition: scenario.disposition };
}

function table(rows: readonly { id: string; scenario?: Scenario; error?: TwinrunError }[]): Document {
  if (rows.length === 0)
    return { title: 'Scenarios', blocks: [{ kind: 'text', spans: [{ text: 'There are none yet: `twinrun init` writes one to start from.' }] }] };
  return {
    title: 'Scenarios',
    blocks: [
      {
        kind: 'table',
        columns: [{ title: 'scenario' }, { title: 'schedule' }, { title: 'owner' }, { title: 'what' }],
        rows: rows.map(({ id, scenario }): Text[] =>
          scenario === undefined
            ? [{ text: id, tone: 'fail' }, { text: '' }, { text: '' }, { text: 'not valid: see below', tone: 'fail' }]
            : [
                { text: id },
                { text: `${scenario.schedule.cron} ${scenario.schedule.zone}` },
                { text: scenario.purpose.owner },
                { text: scenario.purpose.what },
              ],
        ),
      },
    ],
  };
}
