import { dateOfLastFire } from '../handbook/last-fire.ts';
import { rollBack } from '../handbook/rollback.ts';
import { planDocument, resultDocument } from '../handbook/rollback-document.ts';
import { isOpen, type KnownRollback, knownRollbacks } from '../handbook/rollback-folder.ts';
import { type Mode, planHash, planRollback, possible, type RollbackPlan } from '../handbook/rollback-plan.ts';
import type { RollbackResult } from '../handbook/rollback-result.ts';
import { requireSamePlan } from '../handbook/same-plan.ts';
import { readSettlements } from '../handbook/settlements.ts';
import { EXIT, type ExitCode, exitCodeOf } from '../model/exit-code.ts';
import type { Store } from '../model/store.ts';
import { documentToTerminal } from '../reporters/document-to-terminal.ts';
import { redactTexts } from '../runtime/redact-texts.ts';
import { visible } from '../runtime/text.ts';
import type { LoadedScenario } from '../scenario/load-scenario.ts';
import { makeVariables } from '../scenario/variables.ts';
import type { Workspace } from '../scenario/workspace.ts';
import { armedIn } from './armed.ts';
import { checkBusinessDate } from './business-date.ts';
import type { Command, GlobalOptions } from './command.ts';
import { personOf, whoWorks } from './person.ts';
import { styleOf } from './print-document.ts';
import { showChecklist } from './rollback-checklist.ts';
import { abandon, chosenRollback, requireNoOther } from './rollback-chosen.ts';
import { checkRollbackOptions, type RollbackOptions, rollbackOptions } from './rollback-options.ts';
import { showStatus } from './rollback-status.ts';
import type { Shell } from './shell.ts';
import { loadScenarios, makeOutside, type OpenWorld, openWorkspace, withWorld } from './wiring.ts';
import { printReport } from './with-overrides.ts';
import { withStore } from './with-store.ts';

/** What the ways through this command share. */
interface Call {
  readonly options: RollbackOptions & GlobalOptions;
  readonly shell: Shell;
  readonly workspace: Workspace;
  readonly loaded: LoadedScenario;
  readonly store: Store;
  readonly mode: Mode;
  readonly tell: (text: string) => void;
}

export const rollbackCommand: Command<RollbackOptions> = {
  examples: [
    ['twinrun rollback client-export --plan', 'what would be done, and the hash of it'],
    ['twinrun rollback client-export', 'plan, then ask, then do and verify'],
    ['twinrun rollback client-export --drill --yes', 'rehearse it unattended'],
    ['twinrun rollback client-export --resume', 'go on after a crash, a failure or a doubt'],
    ['twinrun rollback client-export --checklist > way-back.md', 'for when Twinrun itself is down: print it'],
  ],
  options: rollbackOptions,
  async run(options, shell) {
    checkRollbackOptions(options);
    checkBusinessDate(options['business-date']);
    const workspace = await openWorkspace(options, shell);
    const [loaded] = await loadScenarios(workspace, [options.scenario], shell);
    if (loaded === undefined) return EXIT.misuse;
    if (options.checklist !== undefined) return await showChecklist(loaded, workspace, options, shell);
    if (!options.status) possible(loaded.scenario);
    const outside = makeOutside(options, shell);
    const tell = (text: string) => (options.json ? undefined : shell.err.write(`${visible(shell.secrets.redact(text), true)}\n`));
    return await withStore(workspace, outside, async (store) => {
      const call: Call = { options, shell, workspace, loaded, store, tell, mode: options.drill ? 'drill' : 'real' };
      if (options.status) return await showStatus(loaded, workspace, store, options, shell);
      if (options.plan) return await inWorld(call, (open) => showPlan(call, open));
      const lock = await store.lock(`scenario-${loaded.scenario.id}`, outside);
      try {
        return await leadThrough(call);
      } finally {
        await lock.release();
      }
    });
  },
};

async function leadThrough(call: Call): Promise<ExitCode> {
  const { options, shell, workspace, loaded, mode } = call;
  const known = await knownRollbacks(workspace.store.folder, loaded.scenario.id);
  if (options.abandon !== undefined) return await abandon(known, mode, options.abandon, options, shell);
  const earlier = options.resume !== undefined || options.undo ? chosenRollback(known, mode, options.resume ?? '', options.undo) : undefined;
  if (earlier === undefined) requireNoOther(known.filter(isOpen), mode, loaded.scenario.id);
  return await inWorld(call, (open) => doPass(call, open, earlier));
}

function inWorld(call: Call, body: (open: OpenWorld) => Promise<ExitCode>): Promise<ExitCode> {
  const { workspace, loaded, options, shell, tell } = call;
  return withWorld(workspace, [loaded], makeOutside(options, shell), shell, tell, body);
}

function planOf(call: Call, { world, registries }: OpenWorld, businessDate: string): RollbackPlan {
  const { loaded, mode } = call;
  return planRollback({
    scenario: loaded.scenario,
    scenarioHash: loaded.hash,
    world,
    variables: makeVariables(world, businessDate),
    mode,
    registries,
  });
}

function dateOf({ options, loaded: { scenario }, shell }: Call): string {
  return options['business-date'] ?? dateOfLastFire(scenario, shell.clock.now());
}

async function showPlan(call: Call, open: OpenWorld): Promise<ExitCode> {
  const { options, shell, loaded, store } = call;
  const plan = planOf(call, open, dateOf(call));
  const state = await armedIn(loaded, store, open, makeOutside(options, shell));
  const json = { schema: 'twinrun.rollback-planned/1', plan, hash: planHash(plan), armed: state };
  await printReport({ document: planDocument(plan, loaded.scenario, open.registries, state, shell.clock.now()), json }, call.store, options, shell);
  return EXIT.pass;
}

async function doPass(call: Call, open: OpenWorld, earlier: KnownRollback | undefined): Promise<ExitCode> {
  const { options, shell, workspace, loaded, store, tell } = call;
  const plan = planOf(call, open, earlier?.plan.businessDate ?? dateOf(call));
  if (earlier !== undefined) requireSamePlan(earlier, redactTexts(plan, shell.secrets));
  if (!options.json) {
    const document = redactTexts(
      planDocument(plan, loaded.scenario, open.registries, await armedIn(loaded, store, open, makeOutside(options, shell)), shell.clock.now()),
      shell.secrets,
    );
    shell.err.write(documentToTerminal(document, styleOf(shell.err, shell, options.color)));
  }
  const person = personOf(shell);
  const result = await rollBack(
    {
      ...{ loaded, plan, store, tell, world: open.world, registries: open.registries },
      variables: makeVariables(open.world, plan.businessDate),
      root: workspace.store.folder,
      consent: {
        yes: options.yes,
        ...(person === undefined ? {} : { person }),
        ...(options.approve === undefined ? {} : { approve: options.approve }),
      },
      by: whoWorks(),
      ...(earlier === undefined ? {} : { resume: earlier }),
      undo: options.undo,
      settlements: readSettlements(options.settle, plan),
      hostWaitMs: workspace.hostWait,
    },
    makeOutside(options, shell),
  );
  await printReport({ document: resultDocument(result), json: result }, store, options, shell);
  return codeOf(result);
}

function codeOf({ status, undone }: RollbackResult): ExitCode {
  if (undone === true) return EXIT.pass;
  return status === 'cancelled' ? EXIT.cancelled : exitCodeOf(status);
}
