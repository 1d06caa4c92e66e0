import type { Document } from '../model/document.ts';
import { findScenario } from '../scenario/find-scenario.ts';
import { type LoadedRetired, loadRetired } from '../scenario/load-retired.ts';
import type { Workspace } from '../scenario/workspace.ts';

/** The named batches that nobody needs, and the ids of the others. Throws `scenario.not-found`, and all mistakes of a stop plan (misuse). */
export async function partRetired(
  workspace: Workspace,
  ids: readonly string[],
): Promise<{ readonly retired: readonly LoadedRetired[]; readonly others: readonly string[] }> {
  const retired: LoadedRetired[] = [];
  const others: string[] = [];
  for (const id of ids) {
    const found = await loadRetired(await findScenario(workspace, id), workspace);
    if (found === undefined) others.push(id);
    else retired.push(found);
  }
  return { retired, others };
}

/** How a batch ends that nobody needs, for people. */
export function stopPlanDocument({ retired: { id, purpose, startedBy, stopPlan } }: LoadedRetired): Document {
  const { agreed, told, stop, watch, backups } = stopPlan;
  const off =
    'cron' in stop
      ? stop.cron.map(({ host, user, file, contains }) => ({
          text: `\`twinrun cutover ${id}\` switches ${contains} off in ${file ?? `the crontab${user === undefined ? '' : ` of ${user}`}`} on ${host}`,
        }))
      : [{ text: `by hand: ${stop.byHand.what}` }];
  const undo = 'cron' in stop ? `twinrun cutover ${id} --back` : stop.byHand.undo;
  return {
    title: `Stop plan of ${id}`,
    blocks: [
      { kind: 'text', spans: [{ text: `It is retired, so there is nothing to rehearse. ${purpose.what}. ${purpose.why}. Started by ${startedBy}` }] },
      {
        kind: 'list',
        ordered: true,
        items: [
          { text: `agreed: ${agreed.says} (${agreed.by}, ${agreed.on})` },
          { text: `told: ${told.map(({ who, on }) => `${who} (${on})`).join('; ')}` },
          ...off,
          { text: `watched for ${watch.days} days by ${watch.who}: ${watch.where}` },
          { text: `if somebody misses it: ${undo}` },
          { text: `kept until ${backups.until}: ${backups.what}, at ${backups.where}` },
          { text: `\`twinrun gate ${id}\` says whether all of it is done` },
        ],
      },
    ],
  };
}
