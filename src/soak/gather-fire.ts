import { join } from 'node:path';
import { gatherSealed, type SealedGathering } from '../experiment/gather-sealed.ts';
import type { Outside, Rehearsal, ResumedRun } from '../experiment/rehearsal.ts';
import { readRunPlan, requireSame } from '../experiment/run-plan.ts';
import type { RunRecord } from '../model/run.ts';
import { type SoakMode, soakRunsOf } from '../model/soak.ts';
import type { Store } from '../model/store.ts';
import { makeVariables } from '../scenario/variables.ts';
import { readJsonFile } from '../store/read-json-file.ts';
import { RUN_FILE } from '../store/run-folder.ts';
import { type Fire, iso } from './fires.ts';
import type { Looked } from './look.ts';
import type { Soak } from './soak-call.ts';
import { soakScenario } from './soak-scenario.ts';

/** Gathers and seals the evidence of a fire, or goes on where an earlier process died over it. `cancelled`: it was stopped, and says nothing. */
export async function gatherFire(
  fire: Fire,
  looked: Looked,
  soak: Soak,
  outside: Outside,
): Promise<SealedGathering & { readonly cancelled: boolean }> {
  const happened = looked.sight.kind === 'ended';
  const fresh = rehearsalOf(fire, looked, happened ? soak.rule.mode : 'alone', soak);
  const resume = await leftOf(fire, fresh, soak);
  // As it was begun: what was gathered by then has that form.
  const begun = resume?.plan.soak === undefined ? fresh : rehearsalOf(fire, looked, resume.plan.soak.mode, soak);
  const gathered = await gatherSealed(resume === undefined ? fresh : { ...begun, resume }, outside);
  const record = await recordOf(gathered.sealed.folder);
  return { ...gathered, cancelled: record?.outcome !== 'completed' };
}

function rehearsalOf(fire: Fire, looked: Looked, mode: SoakMode, soak: Soak): Rehearsal {
  const { loaded, rule, world, registries, store, versions, listeners, hostWaitMs, tell } = soak;
  const scenario = soakScenario(loaded.scenario, rule, mode, looked.sight.kind !== 'ended');
  return {
    ...{ loaded: { ...loaded, scenario }, world, registries, store, versions, listeners, hostWaitMs },
    ...{ variables: makeVariables(world, fire.businessDate), businessDate: fire.businessDate, tags: {}, onNote: tell, onWait: tell },
    soak: { mode, fire: iso(fire.at), deadline: iso(fire.deadline), natural: looked.natural },
  };
}

/** The last run, if it is of this fire and did not get as far as the ledger: its process died. One that cannot be gone on with any more is left as it is. */
async function leftOf(fire: Fire, rehearsal: Rehearsal, { store, loaded, tell }: Soak): Promise<ResumedRun | undefined> {
  const name = soakRunsOf(loaded.scenario.id);
  for await (const head of store.list({ scenario: name, limit: 1 })) {
    if (head.left === 'elsewhere' || head.outcome === 'cancelled' || (await isEntered(store, head.id))) return undefined;
    const sealed = head.outcome !== 'interrupted' || head.left === 'sealed';
    const folder = head.outcome === 'interrupted' ? head.folder : (await store.fetch(name, head.id)).folder;
    try {
      const plan = await readRunPlan(folder);
      if (plan.soak?.fire !== iso(fire.at)) return undefined;
      requireSame(plan, rehearsal);
      tell(`going on with run ${head.id}, whose process died`);
      return { id: head.id, plan, sealed };
    } catch {
      return undefined;
    }
  }
  return undefined;
}

async function isEntered({ ledger }: Store, run: string): Promise<boolean> {
  for await (const { entry } of ledger.read()) if (entry.type === 'soak' && entry.run === run) return true;
  return false;
}

async function recordOf(folder: string): Promise<RunRecord | undefined> {
  return (await readJsonFile(join(folder, RUN_FILE))) as RunRecord | undefined;
}
