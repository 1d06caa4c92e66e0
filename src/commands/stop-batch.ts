import { cutOver } from '../cutover/cutover.ts';
import { cutoverDocument, cutoverPlanDocument } from '../cutover/cutover-document.ts';
import { knownCutovers } from '../cutover/cutover-folder.ts';
import { cutoverHash } from '../cutover/cutover-plan.ts';
import type { CutoverResult } from '../cutover/cutover-result.ts';
import { type LineNow, linesToStop, planStop, stopNow } from '../cutover/stop-plan.ts';
import { agreed as agreement } from '../gate/conditions/agreed.ts';
import { told } from '../gate/conditions/told.ts';
import { gatherRetired } from '../gate/gather-host.ts';
import { readSettlements } from '../handbook/settlements.ts';
import type { Document } from '../model/document.ts';
import { TwinrunError } from '../model/error.ts';
import { EXIT, type ExitCode, exitCodeOf } from '../model/exit-code.ts';
import type { Status } from '../model/status.ts';
import type { LoadedRetired } from '../scenario/load-retired.ts';
import type { Workspace } from '../scenario/workspace.ts';
import type { GlobalOptions } from './command.ts';
import { agreed, CUTOVER_EXITS, type CutoverOptions, chosen, requireStep } from './cutover-choices.ts';
import { personOf, whoWorks } from './person.ts';
import { printJson } from './print.ts';
import { printDocument } from './print-document.ts';
import { requireKept } from './require-kept.ts';
import type { Shell } from './shell.ts';
import { makeOutside, type OpenWorld, withWorld } from './wiring.ts';
import { withOverrides } from './with-overrides.ts';
import { withStore } from './with-store.ts';

/** `twinrun cutover` of a batch that nobody needs: its lines are switched off, and nothing takes over. Throws `cutover.not-agreed`, `cutover.by-hand`, `cli.cutover` (misuse). */
export async function stopBatch(
  loaded: LoadedRetired,
  options: CutoverOptions & GlobalOptions,
  workspace: Workspace,
  shell: Shell,
): Promise<ExitCode> {
  const lines = linesToStop(loaded.retired);
  const tell = (text: string) => (options.json ? undefined : shell.err.write(`${text}\n`));
  const outside = makeOutside(options, shell);
  if (!options.plan) await requireKept(workspace, loaded.retired, outside);
  return withWorld(workspace, [loaded], outside, shell, tell, async (open) => {
    if (options.status) {
      const now = await stopNow(lines, open.connections);
      if (options.json) printJson({ schema: 'twinrun.stop-status/1', scenario: options.scenario, ...now }, shell);
      else printDocument(statusDocument(options.scenario, now), shell, options.color);
      return exitCodeOf(now.status);
    }
    return await stop(loaded, options, workspace, open, shell, tell);
  });
}

async function stop(
  { retired, hash }: LoadedRetired,
  options: CutoverOptions & GlobalOptions,
  workspace: Workspace,
  open: OpenWorld,
  shell: Shell,
  tell: (text: string) => void,
): Promise<ExitCode> {
  const outside = makeOutside(options, shell);
  const last = (await knownCutovers(workspace.store.folder, retired.id))[0];
  const resumed = chosen(options, last);
  const plan = resumed?.plan ?? planStop(retired, hash, open.world.kind);
  return await withStore(workspace, outside, async (store) => {
    const print = async (json: unknown, document: Document) =>
      options.json ? printJson(json, shell) : printDocument(await withOverrides(document, store, shell), shell, options.color);
    if (options.plan) {
      await print({ ...plan, hash: cutoverHash(plan) }, cutoverPlanDocument(plan, undefined));
      return EXIT.pass;
    }
    requireStep(options.until, plan);
    if (!options.back) await requireAgreed(retired, workspace, shell.clock.now());
    const person = personOf(shell);
    const approved = await agreed(options, plan, person, shell.signal, `Stop ${retired.id} now`);
    const lock = await store.lock(`cutover of ${retired.id}`, outside);
    try {
      const result = await cutOver(
        {
          ...{ plan, registries: open.registries, store, root: workspace.store.folder, goBack: options.back, approved, by: whoWorks(), tell },
          settlements: readSettlements(options.settle, { acts: plan.acts, undo: plan.back }),
          ...(resumed === undefined ? {} : { resume: resumed }),
          ...(options.until === undefined ? {} : { until: options.until }),
          ...(person === undefined ? {} : { person }),
        },
        outside,
      );
      const said = { ...result, ...nextOf(result, retired.stopPlan.watch) };
      await print(said, cutoverDocument(said, undefined));
      return CUTOVER_EXITS[result.status];
    } finally {
      await lock.release();
    }
  });
}

/** What a cutover says of its candidate does not hold where there is none. */
function nextOf({ status, scenario }: CutoverResult, { days, who, where }: { readonly days: number; readonly who: string; readonly where: string }) {
  if (status === 'done')
    return {
      next: `${who} watches ${where} for ${days} days. If somebody misses it: twinrun cutover ${scenario} --back. Then: twinrun gate ${scenario}`,
    };
  return status === 'gone-back' ? { next: 'It is started again as before. What it should have done meanwhile was not done.' } : {};
}

async function requireAgreed(retired: LoadedRetired['retired'], { folder, file }: Workspace, now: Date): Promise<void> {
  const open = [agreement((await gatherRetired(retired, folder)).agreed, now), told(retired, now)].filter(({ status }) => status !== 'pass');
  if (open.length === 0) return;
  throw new TwinrunError({
    code: 'cutover.not-agreed',
    class: 'misuse',
    message: `${retired.id} may not be stopped yet`,
    expected: open.map(({ title }) => title).join('; '),
    received: open.map(({ summary }) => summary).join('; '),
    at: { file: `${folder}/scenarios/${retired.id}/scenario.yaml`, field: 'stopPlan' },
    fix: `Settle it first; \`twinrun gate ${retired.id}\` says what is open. Evidence lies relative to ${file}.`,
  });
}

function statusDocument(id: string, { status, lines }: { readonly status: Status; readonly lines: readonly LineNow[] }): Document {
  const rows = lines.map(({ what, state, text }) => [{ text: what }, { text: state, tone: 'strong' as const }, { text }]);
  return { title: `What starts ${id}`, status, blocks: [{ kind: 'table', columns: [{ title: 'what' }, { title: 'is' }, { title: '' }], rows }] };
}
