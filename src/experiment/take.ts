import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../model/context.ts';
import { TwinrunError } from '../model/error.ts';
import type { Observation } from '../model/observation.ts';
import { describeOutcome, succeeded } from '../model/outcome.ts';
import type { Side } from '../model/side.ts';
import type { OpenRun } from '../model/store.ts';
import type { EventStream } from '../runtime/event-stream.ts';
import { takeEnvironment } from '../scenario/take-environment.ts';
import type { Rehearsal } from './rehearsal.ts';
import { runStep } from './steps.ts';

/** Runs one side once and stores its observation. */
export async function runTake(rehearsal: Rehearsal, side: Side, run: OpenRun, events: EventStream, x: Context): Promise<Observation> {
  const { scenario } = rehearsal.loaded;
  const { runner, timeout } = scenario.sides[side];
  const take = `${side}-1` as const;
  const folder = join(run.folder, 'takes', take);
  await mkdir(join(folder, 'artifacts'), { recursive: true, mode: 0o700 });
  const implementation = rehearsal.registries.runners[runner.kind];
  if (implementation === undefined) throw unknownKind('runner', runner.kind);
  const request = {
    run: run.id,
    take,
    side,
    environment: takeEnvironment(scenario, side, rehearsal.variables),
    timeoutMs: timeout,
    ...(side === 'legacy' ? { schedule: scenario.schedule } : {}),
    logFile: join(folder, 'log.txt'),
  };
  return runStep(
    events,
    x,
    { step: `take.${take}`, side },
    async () => {
      const observation = await implementation.run(runner.config, request, x);
      await run.writeJson(`takes/${take}/observation.json`, observation);
      return observation;
    },
    ({ outcome }) => ({
      status: succeeded(outcome) ? 'ok' : outcome.kind === 'cancelled' ? 'cancelled' : 'failed',
      outcome,
      text: x.secrets.redact(describeOutcome(outcome)),
    }),
  );
}

export function unknownKind(noun: string, kind: string): TwinrunError {
  return new TwinrunError({
    code: `${noun}.unknown-kind`,
    class: 'misuse',
    message: `there is no ${noun} of kind ${kind} in this version of twinrun`,
    fix: 'Run the version that the scenario was written for, or correct the scenario.',
  });
}
