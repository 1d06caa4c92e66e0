import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Context } from '../model/context.ts';
import { asTwinrunError } from '../model/error.ts';
import { describeOutcome } from '../model/outcome.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Side, TakeId } from '../model/side.ts';
import { resumedTake } from './kept.ts';
import { type LeftRun, leftRun } from './left-under-way.ts';
import { type Outside, type Rehearsal, runsNameOf } from './rehearsal.ts';
import { readRunPlan } from './run-plan.ts';

/**
 * Ends what the last run of the scenario left running when its process died, before the next one starts beside it; says what came of it. Only what its runner finds
 * to be that run's own is ended, in the same world. To be called under the scenario's lock: then that process does not live.
 */
export async function endLeft(rehearsal: Rehearsal, outside: Outside): Promise<void> {
  const left = await leftRun(rehearsal.store, runsNameOf(rehearsal));
  if (left === undefined) return;
  const world = await readRunPlan(left.folder).then(
    (plan) => plan.world,
    () => undefined,
  );
  if (!isDeepStrictEqual(world, JSON.parse(JSON.stringify(rehearsal.world)))) return;
  const scenario = JSON.parse(await readFile(join(left.folder, 'scenario.json'), 'utf8')) as Scenario;
  for (const take of left.takes) {
    const what = await endTake(rehearsal, scenario, left, take, outside);
    rehearsal.onNote?.(`${take} of the interrupted run ${left.id}: ${what}`);
  }
}

/** To go on with it and to be cancelled at once: the runner finds it, ends it, and waits until it is gone. */
async function endTake(rehearsal: Rehearsal, scenario: Scenario, left: LeftRun, take: TakeId, outside: Outside): Promise<string> {
  const side = take.split('-')[0] as Side;
  const { runner, timeout } = scenario.sides[side];
  const { [runner.kind]: implementation } = rehearsal.registries.runners;
  const resumed = resumedTake({ entries: left.entries }, take);
  if (implementation?.resume === undefined || resumed === undefined) return 'it may still be running';
  const folder = await mkdtemp(join(tmpdir(), 'twinrun-left-'));
  const cancelled = AbortSignal.any([outside.signal, AbortSignal.abort(new Error('its run was interrupted'))]);
  const x: Context = { ...outside, signal: cancelled, emit: () => {}, journal: { write: async () => {} } };
  const request = { ...{ run: left.id, take, side, environment: {}, timeoutMs: timeout, resumed }, logFile: join(folder, 'log.txt') };
  try {
    const { outcome } = await implementation.resume(runner.config, request, x);
    return outcome.kind === 'cancelled' ? 'it was ended now, and runs no more' : outside.secrets.redact(describeOutcome(outcome));
  } catch (thrown) {
    return outside.secrets.redact(`it may still be running, for it could not be looked for (${asTwinrunError(thrown).message})`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
