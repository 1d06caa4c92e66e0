import { needsPermissions } from '../handbook/drill-proof.ts';
import { armedBlock } from '../handbook/rollback-document.ts';
import { isOpen, knownRollbacks } from '../handbook/rollback-folder.ts';
import { EXIT, type ExitCode } from '../model/exit-code.ts';
import type { Store } from '../model/store.ts';
import type { LoadedScenario } from '../scenario/load-scenario.ts';
import type { Workspace } from '../scenario/workspace.ts';
import { armedIn, armedOf } from './armed.ts';
import type { GlobalOptions } from './command.ts';
import type { Shell } from './shell.ts';
import { makeOutside, withWorld } from './wiring.ts';
import { printReport } from './with-overrides.ts';

/** Whether the playbook is armed, and what is unfinished. Asks neither sandbox nor host, but where a drill of another world would arm it here: then whether its steps are permitted. */
export async function showStatus(
  loaded: LoadedScenario,
  workspace: Workspace,
  store: Store,
  options: GlobalOptions,
  shell: Shell,
): Promise<ExitCode> {
  const known = await armedOf(loaded, workspace, store, shell);
  const outside = makeOutside(options, shell);
  const quiet = () => {};
  const state = needsPermissions(known)
    ? await withWorld(workspace, [loaded], outside, shell, quiet, (open) => armedIn(loaded, store, open, outside))
    : known;
  const open = (await knownRollbacks(workspace.store.folder, loaded.scenario.id)).filter(isOpen);
  const json = {
    ...{ schema: 'twinrun.rollback-status/1', scenario: loaded.scenario.id, ...state },
    unfinished: open.map(({ id, plan, result, folder }) => ({ id, mode: plan.mode, status: result?.status ?? 'interrupted', folder })),
  };
  const items = open.map(({ id, plan, result }) => ({
    text: `${plan.mode} ${id}: ${result?.status ?? 'interrupted'}; go on with --resume${plan.mode === 'drill' ? ' --drill' : ''}`,
  }));
  const unfinished = items.length === 0 ? [] : [{ kind: 'heading', level: 2, text: 'Unfinished' } as const, { kind: 'list', items } as const];
  const document = { title: `Way back of ${loaded.scenario.id}`, blocks: [armedBlock(state), ...unfinished] };
  await printReport({ document, json }, store, options, shell);
  return state.armed ? EXIT.pass : EXIT.fail;
}
