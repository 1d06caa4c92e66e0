import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeRunId } from '../experiment/record.ts';
import type { Outside } from '../experiment/rehearsal.ts';
import { unknownKind } from '../experiment/take.ts';
import type { Context } from '../model/context.ts';
import type { NaturalRun } from '../model/natural-run.ts';
import type { Observation } from '../model/observation.ts';
import type { Registries } from '../model/registries.ts';
import type { Scenario } from '../model/scenario.ts';
import { expand, type Variables } from '../scenario/variables.ts';
import { type Fire, naturalRunOf } from './fires.ts';
import { mayBeLate, type Sight, sightOf } from './sight.ts';

/** What one look needs. */
export interface LookRequest {
  readonly scenario: Scenario;
  readonly observe: unknown;
  readonly registries: Pick<Registries, 'runners'>;
  readonly variables: Variables;
  /** How long to wait for a run that is under way, ms. */
  readonly waitMs: number;
}

/** What was seen of a fire's natural run, and in which window: the same must be looked for when its evidence is gathered. */
export interface Looked {
  readonly sight: Sight;
  readonly natural: NaturalRun;
}

/** Looks whether the natural run of a fire is over, before anything is begun because of it. Keeps no evidence. Throws on abort. */
export async function lookAt(fire: Fire, request: LookRequest, outside: Outside): Promise<Looked> {
  const dueBy = naturalRunOf(fire, request.scenario, Math.min(fire.deadline, fire.next ?? fire.deadline));
  const first = await observeOnce(dueBy, request, outside);
  const sight = sightOf(first, fire, outside.clock.now().getTime());
  if (!mayBeLate(first) || sight.kind === 'pending') return { sight, natural: dueBy };
  const untilNext = naturalRunOf(fire, request.scenario, fire.next);
  const second = await observeOnce(untilNext, { ...request, waitMs: Math.min(request.waitMs, LATE_WAIT_MS) }, outside);
  return { sight: sightOf(second, fire, outside.clock.now().getTime()), natural: untilNext };
}

/** Long enough to see a file stand still. */
const LATE_WAIT_MS = 20_000;

async function observeOnce(natural: NaturalRun, { observe, registries, variables, waitMs }: LookRequest, outside: Outside): Promise<Observation> {
  const runner = registries.runners.observe;
  if (runner === undefined) throw unknownKind('runner', 'observe');
  const folder = await mkdtemp(join(tmpdir(), 'twinrun-soak-'));
  const x: Context = { ...outside, emit: () => {}, journal: { write: async () => {} } };
  try {
    const request = {
      ...{ run: makeRunId(outside.clock.now(), outside.ids.unique()), take: 'candidate-1' as const, side: 'candidate' as const, environment: {} },
      ...{ timeoutMs: waitMs, natural, logFile: join(folder, 'log.txt') },
    };
    const observation = await runner.run(expand(observe, variables, { field: 'soak.runner.observe' }), request, x);
    outside.signal.throwIfAborted();
    return observation;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
