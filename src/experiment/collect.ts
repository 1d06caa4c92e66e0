import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artifact, Missing } from '../model/artifact.ts';
import type { CollectRequest } from '../model/collector.ts';
import type { Context } from '../model/context.ts';
import { asTwinrunError, TwinrunError } from '../model/error.ts';
import type { Observation } from '../model/observation.ts';
import { describeOutcome } from '../model/outcome.ts';
import type { Tagged } from '../model/schema.ts';
import type { OpenRun } from '../model/store.ts';
import type { EventStream } from '../runtime/event-stream.ts';
import { redactTexts } from '../runtime/redact-texts.ts';
import { grouped } from '../runtime/text.ts';
import { expand } from '../scenario/variables.ts';
import { byOurClock } from './our-clock.ts';
import type { Rehearsal } from './rehearsal.ts';
import { runStep } from './steps.ts';
import { unknownKind } from './take.ts';

/** What one take produced, as far as it could be brought home: `takes/<take>/artifacts.json`. */
export interface Collected {
  readonly schema: 'twinrun.artifacts/1';
  readonly artifacts: readonly Artifact[];
  readonly missing: readonly Missing[];
}

/** Brings every output of one take home. What fails is kept as missing: it makes content checks inconclusive, it never stops the run. */
export async function collectOutputs(
  rehearsal: Rehearsal,
  observation: Observation,
  run: OpenRun,
  events: EventStream,
  x: Context,
): Promise<Collected> {
  const artifacts: Artifact[] = [];
  const missing: Missing[] = [];
  const { side, take } = observation;
  for (const output of Object.keys(rehearsal.loaded.scenario.outputs)) {
    try {
      const found = await runStep(
        events,
        x,
        { step: `collect.${output}.${side}`, side },
        () => collectOutput(rehearsal, output, observation, run, x),
        describeFound,
      );
      artifacts.push(...found);
    } catch (thrown) {
      missing.push({ output, side, take, error: redactTexts(asTwinrunError(thrown).toJSON(), x.secrets) });
    }
  }
  const collected: Collected = { schema: 'twinrun.artifacts/1', artifacts, missing };
  await run.writeJson(`takes/${take}/artifacts.json`, collected);
  return collected;
}

async function collectOutput(rehearsal: Rehearsal, output: string, observation: Observation, run: OpenRun, x: Context): Promise<readonly Artifact[]> {
  const { side, take, outcome } = observation;
  if (outcome.kind === 'not-started' || outcome.kind === 'cancelled') {
    throw new TwinrunError({
      code: 'collect.no-take',
      message: `${output} was not looked for: the ${side} side was ${describeOutcome(outcome)}`,
      fix: 'Mend what kept the side from running, then run again.',
    });
  }
  const tagged = rehearsal.loaded.scenario.outputs[output]?.sides[side];
  const { runner } = rehearsal.loaded.scenario.sides[side];
  const { registries, variables } = rehearsal;
  return await collectFrom(tagged, { output, side, take, observation, runFolder: run.folder }, { registries, variables, runner }, x);
}

/** Brings one output home from one place, dated by our clock, into `takes/<take>/artifacts/<output>` below the folder. */
export async function collectFrom(
  tagged: Tagged | undefined,
  request: Omit<CollectRequest, 'folder'>,
  { registries, variables, runner }: Pick<Rehearsal, 'registries' | 'variables'> & { readonly runner: Tagged },
  x: Context,
): Promise<readonly Artifact[]> {
  const collector = tagged === undefined ? undefined : registries.collectors[tagged.kind];
  if (tagged === undefined || collector === undefined) throw unknownKind('collector', tagged?.kind ?? 'none');
  const folder = `takes/${request.take}/artifacts/${request.output}`;
  await mkdir(join(request.runFolder, folder), { recursive: true, mode: 0o700 });
  const found = await collector.collect(expand(tagged.config, variables), { ...request, folder }, x);
  return found.map((one) => byOurClock(one, request.observation, runner, tagged));
}

function describeFound(found: readonly Artifact[]): { status: 'ok'; text: string } {
  const bytes = found.reduce((sum, one) => sum + one.size, 0);
  return { status: 'ok', text: `${found.map((one) => one.name).join(', ')}, ${grouped(bytes)} bytes` };
}
