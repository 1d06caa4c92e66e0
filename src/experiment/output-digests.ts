import type { Artifact } from '../model/artifact.ts';
import type { Context } from '../model/context.ts';
import type { OutputDigests, RunRecord } from '../model/run.ts';
import { SIDES } from '../model/side.ts';
import type { OpenRun } from '../model/store.ts';
import type { Collected } from './collect.ts';
import { readKept } from './kept.ts';
import { type Rehearsal, runsNameOf } from './rehearsal.ts';

/** Runs that are looked through for one of another business date. */
const LOOKED_THROUGH = 50;

/** What the takes of a run brought home. */
export async function outputDigests(run: OpenRun): Promise<OutputDigests> {
  const artifacts: Artifact[] = [];
  for (const side of SIDES) {
    const collected = await readKept<Collected>(run, `takes/${side}-1/artifacts.json`, 'twinrun.artifacts/1');
    artifacts.push(...(collected?.artifacts ?? []));
  }
  const digests: Record<string, Partial<Record<Artifact['side'], string>>> = {};
  for (const { output, side, sha256 } of artifacts) {
    const alone = artifacts.filter((one) => one.output === output && one.side === side).length === 1;
    if (alone) digests[output] = { ...digests[output], [side]: sha256 };
  }
  return digests;
}

/**
 * The last completed run of this scenario in this kind of world for another business date: of the same date, the same files prove nothing. It only helps to explain,
 * so a store that cannot tell now is no reason to lose the run.
 */
export async function previousOutputs(rehearsal: Rehearsal, { log }: Pick<Context, 'log'>): Promise<Pick<RunRecord, 'previous'>> {
  const { store, businessDate, world } = rehearsal;
  const kind = rehearsal.soak === undefined ? 'rehearsal' : 'soak';
  try {
    for await (const head of store.list({ scenario: runsNameOf(rehearsal), limit: LOOKED_THROUGH })) {
      if (head.outcome !== 'completed' || head.world !== world.kind || head.purpose !== kind || head.outputs === undefined) continue;
      if (head.businessDate !== undefined && head.businessDate !== businessDate) return { previous: { run: head.id, outputs: head.outputs } };
    }
  } catch (error) {
    log.warn({ error: String(error) }, 'earlier runs cannot be listed');
  }
  return {};
}
