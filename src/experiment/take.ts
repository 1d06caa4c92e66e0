import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../model/context.ts';
import { TwinrunError } from '../model/error.ts';
import { message } from '../model/message.ts';
import type { Observation } from '../model/observation.ts';
import { describeOutcome, succeeded } from '../model/outcome.ts';
import type { ResumedTake, Runner, TakeRequest } from '../model/runner.ts';
import type { Side } from '../model/side.ts';
import type { OpenRun } from '../model/store.ts';
import { DIED, lostTake } from '../runners/observe-take.ts';
import type { EventStream } from '../runtime/event-stream.ts';
import { redactTexts } from '../runtime/redact-texts.ts';
import { naturalRun } from '../scenario/natural-run.ts';
import { takeEnvironment } from '../scenario/take-environment.ts';
import { expand } from '../scenario/variables.ts';
import type { Rehearsal } from './rehearsal.ts';
import { runStep } from './steps.ts';

/** Runs one side once and stores its observation. */
export async function runTake(
  rehearsal: Rehearsal,
  { side, resumed }: { readonly side: Side; readonly resumed: ResumedTake | undefined },
  run: OpenRun,
  events: EventStream,
  x: Context,
): Promise<Observation> {
  const { scenario } = rehearsal.loaded;
  const { timeout } = scenario.sides[side];
  const runner = expand(scenario.sides[side].runner, rehearsal.variables, { field: `sides.${side}.runner` });
  const take = `${side}-1` as const;
  const folder = join(run.folder, 'takes', take);
  await mkdir(join(folder, 'artifacts'), { recursive: true, mode: 0o700 });
  const implementation = rehearsal.registries.runners[runner.kind];
  // The log of a take that is gone on with is followed from its beginning again.
  await rm(join(folder, 'log.txt'), { force: true });
  if (implementation === undefined) throw unknownKind('runner', runner.kind);
  const request = {
    run: run.id,
    take,
    side,
    environment: takeEnvironment(scenario, side, rehearsal.variables),
    timeoutMs: timeout,
    ...(side === 'legacy' ? { schedule: scenario.schedule } : {}),
    natural: rehearsal.soak?.natural ?? naturalRun(scenario.schedule, scenario.businessDate, rehearsal.businessDate),
    ...(resumed === undefined ? {} : { resumed }),
    logFile: join(folder, 'log.txt'),
  };
  return runStep(
    events,
    x,
    { step: `take.${take}`, side },
    async () => {
      const observed = await (resumed === undefined
        ? implementation.run(runner.config, request, x)
        : goOn(implementation, runner.config, request, x));
      const observation = redactTexts(observed, x.secrets);
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

/** Nothing is started a second time: where the runner cannot find what it started, how that ended stays unknown. */
async function goOn(implementation: Runner, config: unknown, request: TakeRequest, x: Context): Promise<Observation> {
  if (implementation.resume !== undefined) return await implementation.resume(config, request, x);
  return await lostTake(implementation.kind, request, message('take.interrupted', '{died}; it may still be running', { died: DIED }), x);
}

export function unknownKind(noun: string, kind: string): TwinrunError {
  return new TwinrunError({
    code: `${noun}.unknown-kind`,
    class: 'misuse',
    message: `there is no ${noun} of kind ${kind} in this version of twinrun`,
    fix: 'Run the version that the scenario was written for, or correct the scenario.',
  });
}
