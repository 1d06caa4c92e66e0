import type { Armed } from '../handbook/drill-proof.ts';
import type { Document, Text } from '../model/document.ts';
import { asTwinrunError, type TwinrunError } from '../model/error.ts';
import { EXIT } from '../model/exit-code.ts';
import type { RetiredBatch } from '../model/retired.ts';
import type { Scenario } from '../model/scenario.ts';
import { listScenarios } from '../scenario/find-scenario.ts';
import type { LoadedScenario } from '../scenario/load-scenario.ts';
import { type SharedPlace, sharedPlaces, sharedPlaceText } from '../scenario/shared-places.ts';
import type { Workspace } from '../scenario/workspace.ts';
import type { Command, GlobalOptions } from './command.ts';
import { printError, printJson } from './print.ts';
import { printDocument } from './print-document.ts';
import { partRetired } from './retired.ts';
import type { Shell } from './shell.ts';
import { loadScenarios, makeOutside, openWorkspace } from './wiring.ts';
import { type LivingOverrides, livingOverrides, markOverrides, overridesJson } from './with-overrides.ts';
import { withStore } from './with-store.ts';

export const scenariosCommand: Command = {
  examples: [['twinrun scenarios --json', 'for scripts']],
  options: (yargs) => yargs,
  async run(options, shell) {
    const workspace = await openWorkspace(options, shell);
    const ids = await listScenarios(workspace);
    const found = await Promise.all(
      ids.map(async (id): Promise<Row & { loaded?: LoadedScenario }> => {
        try {
          const [retired] = (await partRetired(workspace, [id])).retired;
          if (retired !== undefined) return { id, retired: retired.retired };
          const [loaded] = await loadScenarios(workspace, [id], shell);
          return loaded === undefined ? { id } : { id, loaded, scenario: loaded.scenario };
        } catch (thrown) {
          return { id, error: asTwinrunError(thrown) };
        }
      }),
    );
    const { rows, overrides } = await withWayBack(found, workspace, options, shell);
    const shared = sharedPlaces(
      rows.flatMap(({ scenario }) => scenario ?? []),
      workspace,
    );
    if (options.json) {
      const scenarios = rows.map(({ id, scenario, retired, error, wayBack }) => ({
        id,
        valid: error === undefined,
        ...summary(scenario ?? retired),
        ...(wayBack === undefined ? {} : { rollback: wayBack }),
        ...(error === undefined ? {} : { error }),
      }));
      printJson({ schema: 'twinrun.scenarios/1', scenarios, ...(shared.length === 0 ? {} : { shared }), ...overridesJson(overrides) }, shell);
    } else {
      printDocument(markOverrides(table(rows, shared), overrides), shell, options.color);
      for (const { error } of rows) if (error !== undefined) printError(error, shell, false);
    }
    return rows.some((one) => one.error !== undefined) ? EXIT.misuse : EXIT.pass;
  },
};

interface Row {
  readonly id: string;
  readonly scenario?: Scenario;
  /** Where nobody needs it. */
  readonly retired?: RetiredBatch;
  readonly error?: TwinrunError;
  /** Absent where the store could not be asked. */
  readonly wayBack?: Armed;
}

/** Whether each is armed, and which overrides live. A store that cannot be read keeps nobody from seeing the scenarios. */
async function withWayBack(
  rows: readonly (Row & { readonly loaded?: LoadedScenario })[],
  workspace: Workspace,
  options: GlobalOptions,
  shell: Shell,
): Promise<{ readonly rows: readonly Row[]; readonly overrides: LivingOverrides }> {
  const { armedOf } = await import('./armed.ts');
  const outside = makeOutside(options, shell);
  try {
    return await withStore(workspace, outside, async (store) => ({
      rows: await Promise.all(
        rows.map(async ({ loaded, ...row }) => (loaded === undefined ? row : { ...row, wayBack: await armedOf(loaded, workspace, store, shell) })),
      ),
      overrides: await livingOverrides(store, shell),
    }));
  } catch (thrown) {
    const { message } = asTwinrunError(thrown);
    outside.log.warn({ error: message }, 'whether playbooks are armed is not known');
    return { rows: rows.map(({ loaded: _, ...row }) => row), overrides: { unknown: message } };
  }
}

function wayBackText({ scenario, wayBack }: Row): Text {
  if (scenario?.rollback.possible === false) return { text: 'none', tone: 'warning' };
  if (wayBack === undefined) return { text: 'not known' };
  return wayBack.armed ? { text: `armed until ${wayBack.until.slice(0, 10)}`, tone: 'pass' } : { text: 'not armed', tone: 'warning' };
}

function summary(batch: Scenario | RetiredBatch | undefined) {
  if (batch === undefined) return {};
  const schedule = 'schedule' in batch ? { schedule: batch.schedule } : { startedBy: batch.startedBy };
  return { what: batch.purpose.what, owner: batch.purpose.owner, ...schedule, disposition: batch.disposition };
}

function table(rows: readonly Row[], shared: readonly SharedPlace[]): Document {
  if (rows.length === 0)
    return { title: 'Scenarios', blocks: [{ kind: 'text', spans: [{ text: 'There are none yet: `twinrun init` writes one to start from.' }] }] };
  return {
    title: 'Scenarios',
    blocks: [
      {
        kind: 'table',
        columns: ['scenario', 'schedule', 'owner', 'way back', 'what'].map((title) => ({ title })),
        rows: rows.map((row): Text[] => {
          const { id, scenario, retired } = row;
          if (retired !== undefined)
            return [id, retired.startedBy, retired.purpose.owner, 'retired: has a stop plan', retired.purpose.what].map((text) => ({ text }));
          return scenario === undefined
            ? [{ text: id, tone: 'fail' }, { text: '' }, { text: '' }, { text: '' }, { text: 'not valid: see below', tone: 'fail' }]
            : [
                { text: id },
                { text: `${scenario.schedule.cron} ${scenario.schedule.zone}` },
                { text: scenario.purpose.owner },
                wayBackText(row),
                { text: scenario.purpose.what },
              ];
        }),
      },
      ...(shared.length === 0 ? [] : [{ kind: 'list', items: shared.map(sharedPlaceText) } as const]),
    ],
  };
}
