import type { Context } from '../model/context.ts';
import { TwinrunError } from '../model/error.ts';
import { message } from '../model/message.ts';
import type { Observation } from '../model/observation.ts';
import type { ProbeReading } from '../model/probe-reading.ts';
import { SIDES, type Side } from '../model/side.ts';
import type { OpenRun, SealedRun } from '../model/store.ts';
import type { Verdict } from '../model/verdict.ts';
import { type EventStream, makeEventStream } from '../runtime/event-stream.ts';
import { collectOutputs } from './collect.ts';
import { type Readings, readStoredRun } from './evidence.ts';
import { judge } from './judge.ts';
import { lookAtTargets, pairLooks, readProbes } from './look.ts';
import { planRehearsal } from './plan.ts';
import { makeRunId, makeRunRecord } from './record.ts';
import type { Outside, Rehearsal } from './rehearsal.ts';
import { runStep } from './steps.ts';
import { runTake } from './take.ts';

export interface RehearsalResult {
  readonly run: SealedRun;
  readonly verdict: Verdict;
  readonly outcome: 'completed' | 'cancelled';
}

/**
 * Rehearses one scenario: looks, takes, artifacts, seal, verdict, ledger. On abort both sides are stopped and the run is kept as cancelled.
 * Throws `lock.held` when somebody else is at this scenario, and faults of the harness; what the batches do is in the verdict.
 */
export async function rehearse(rehearsal: Rehearsal, outside: Outside): Promise<RehearsalResult> {
  const { scenario } = rehearsal.loaded;
  for (const side of SIDES) if (scenario.rerun[side].mode === 'never') throw neverRerun(scenario.id, side, scenario.rerun[side].reason);
  const lock = await rehearsal.store.lock(`scenario-${scenario.id}`, { ...outside, emit: () => {}, journal: { write: async () => {} } });
  try {
    const startedAt = outside.clock.now();
    const run = await rehearsal.store.open(scenario.id, makeRunId(startedAt, outside.ids.unique()), outside);
    const events = makeEventStream(run.id, outside, run.journal, rehearsal.listeners);
    const x: Context = { ...outside, emit: events.emit, journal: run.journal };
    await events.record({ type: 'run.started', scenario: scenario.id, plan: planRehearsal(scenario, rehearsal.registries, rehearsal.businessDate) });
    await run.writeJson('scenario.json', scenario);
    const observations = await gather(rehearsal, run, events, x);
    const outcome = outside.signal.aborted ? 'cancelled' : 'completed';
    const times = { id: run.id, startedAt: startedAt.toISOString(), finishedAt: outside.clock.now().toISOString(), outcome } as const;
    await run.writeJson('run.json', makeRunRecord(rehearsal, times, observations));
    return await conclude(rehearsal, run, outcome, events, x);
  } finally {
    await lock.release();
  }
}

/** Everything up to the seal. A cancelled run keeps what it has. */
async function gather(rehearsal: Rehearsal, run: OpenRun, events: EventStream, x: Context): Promise<Partial<Record<Side, Observation>>> {
  const { scenario } = rehearsal.loaded;
  const look = async (moment: 'before' | 'after') =>
    runStep(events, x, { step: `look.${moment}` }, async () => ({
      probes: await readProbes(scenario, rehearsal.registries, moment, x),
      targets: await lookAtTargets(scenario, rehearsal.registries, x),
    }));
  const before = await look('before');
  const observations: Partial<Record<Side, Observation>> = {};
  const between: ProbeReading[] = [];
  const take = async (side: Side) => {
    observations[side] = await runTake(rehearsal, side, run, events, x);
  };
  if (scenario.order === 'together') await settled(SIDES.map(take));
  else {
    await take('legacy');
    if (x.signal.aborted) return observations;
    between.push(...(await readProbes(scenario, rehearsal.registries, 'between', x)));
    await take('candidate');
  }
  if (x.signal.aborted) return observations;
  const after = await look('after');
  const readings: Readings = {
    schema: 'twinrun.readings/1',
    probes: [...before.probes, ...between, ...after.probes],
    effects: pairLooks(before.targets, after.targets),
  };
  await run.writeJson('probes.json', readings);
  await settled(Object.values(observations).map((observation) => collectOutputs(rehearsal, observation, run, events, x)));
  return observations;
}

/** Waits for all, also when one fails: nothing may be left running. Then throws the first failure. */
async function settled(all: readonly Promise<unknown>[]): Promise<void> {
  for (const result of await Promise.allSettled(all)) if (result.status === 'rejected') throw result.reason;
}

async function conclude(
  rehearsal: Rehearsal,
  run: OpenRun,
  outcome: RehearsalResult['outcome'],
  events: EventStream,
  x: Context,
): Promise<RehearsalResult> {
  events.emit({ type: 'step.intended', step: 'seal' });
  const sealed = await rehearsal.store.seal(run, x);
  events.emit({ type: 'step.finished', step: 'seal', outcome: { status: 'ok', text: `${sealed.seal.files.length} files` } });
  events.emit({ type: 'step.intended', step: 'judge' });
  const stored = await readStoredRun(sealed.folder);
  // A second Ctrl-C ends the process; the first one must not keep a finished take from being judged as what it is.
  const verdict = await judge(stored, {
    seal: sealed.sealHash,
    checks: rehearsal.registries.checks,
    signal: new AbortController().signal,
    onCheck: (check) => events.emit({ type: 'check.judged', check }),
  });
  events.emit({ type: 'step.finished', step: 'judge', outcome: { status: 'ok', text: verdict.status } });
  await rehearsal.store.writeDerived(sealed, 'verdict.json', `${JSON.stringify(verdict, undefined, 2)}\n`);
  await rehearsal.store.ledger.append({
    type: 'run',
    at: x.clock.now().toISOString(),
    scenario: verdict.scenario,
    run: sealed.id,
    status: outcome === 'cancelled' ? 'cancelled' : verdict.status,
    allowed: verdict.allowed,
    world: rehearsal.world.kind,
    seal: sealed.sealHash,
  });
  events.emit({ type: 'run.finished', verdict, folder: sealed.folder, outcome });
  return { run: sealed, verdict, outcome };
}

function neverRerun(id: string, side: Side, reason: string): TwinrunError {
  return new TwinrunError({
    code: 'rehearse.never-rerun',
    class: 'misuse',
    message: `${id} must not be rehearsed by starting it: rerun.${side} is never (${reason})`,
    expected: 'rerun: safe or fenced on both sides',
    received: 'never',
    fix: message(
      'rehearse.never-rerun.fix',
      'Such a batch can only be observed in its natural runs. If it can be fenced after all, say so under rerun.',
    ),
  });
}
