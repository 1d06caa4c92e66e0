import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../model/context.ts';
import type { Observation } from '../model/observation.ts';
import type { ProbeMoment, ProbeReading } from '../model/probe-reading.ts';
import type { Side } from '../model/side.ts';
import type { OpenRun } from '../model/store.ts';
import type { EventStream } from '../runtime/event-stream.ts';
import { redactTexts } from '../runtime/redact-texts.ts';
import { type Collected, collectOutputs } from './collect.ts';
import type { Readings } from './evidence.ts';
import { type EarlierWork, readKept, resumedTake } from './kept.ts';
import { type Look, lookAtTargets, pairLooks, readProbes } from './look.ts';
import { type Rehearsal, sidesOf } from './rehearsal.ts';
import { runStep } from './steps.ts';
import { runTake } from './take.ts';

export type Observations = Partial<Record<Side, Observation>>;

/** `looks/<moment>.json`: the source and the real targets at one moment. */
interface StoredLook {
  readonly schema: 'twinrun.look/1';
  readonly probes: readonly ProbeReading[];
  readonly targets: Look;
}

const BEFORE = 'done before the interruption';

/** Everything up to the seal: looks, takes, outputs. A cancelled run keeps what it has; what an earlier process has stored is not done again. */
export class Gathering {
  readonly #rehearsal: Rehearsal;
  readonly #run: OpenRun;
  readonly #earlier: EarlierWork;
  readonly #events: EventStream;
  readonly #x: Context;

  constructor(rehearsal: Rehearsal, run: OpenRun, earlier: EarlierWork, events: EventStream, x: Context) {
    this.#rehearsal = rehearsal;
    this.#run = run;
    this.#earlier = earlier;
    this.#events = events;
    this.#x = x;
  }

  async gather(): Promise<Observations> {
    const { scenario } = this.#rehearsal.loaded;
    const { signal } = this.#x;
    const before = await this.#look('before');
    const observations: Observations = {};
    const between: ProbeReading[] = [];
    const take = async (side: Side) => {
      observations[side] = await this.#take(side);
    };
    const sides = sidesOf(this.#rehearsal);
    if (scenario.order === 'together' || sides.length === 1) await settled(sides.map(take));
    else {
      await take('legacy');
      if (signal.aborted) return observations;
      between.push(...(await this.#look('between')).probes);
      await take('candidate');
    }
    if (signal.aborted) return observations;
    const after = await this.#look('after');
    const readings: Readings = {
      schema: 'twinrun.readings/1',
      probes: [...before.probes, ...between, ...after.probes],
      effects: pairLooks(before.targets, after.targets),
    };
    await this.#run.writeJson('probes.json', redactTexts(readings, this.#x.secrets));
    await settled(Object.values(observations).map((observation) => this.#collect(observation)));
    return observations;
  }

  async #look(moment: ProbeMoment): Promise<StoredLook> {
    const path = `looks/${moment}.json`;
    const step = `look.${moment}`;
    const kept = await readKept<StoredLook>(this.#run, path, 'twinrun.look/1');
    if (kept !== undefined) return this.#done(step, kept);
    const { scenario } = this.#rehearsal.loaded;
    const { registries } = this.#rehearsal;
    const look = async (): Promise<StoredLook> => {
      const found: StoredLook = {
        schema: 'twinrun.look/1',
        probes: await readProbes({ scenario, registries, variables: this.#rehearsal.variables }, moment, this.#x),
        targets: moment === 'between' ? {} : await lookAtTargets(scenario, registries, this.#x),
      };
      await this.#run.writeJson(path, found);
      return found;
    };
    return moment === 'between' ? await look() : await runStep(this.#events, this.#x, { step }, look);
  }

  async #take(side: Side): Promise<Observation> {
    const take = `${side}-1` as const;
    const kept = await readKept<Observation>(this.#run, `takes/${take}/observation.json`, 'twinrun.observation/1');
    if (kept !== undefined) return this.#done(`take.${take}`, kept);
    return await runTake(this.#rehearsal, { side, resumed: resumedTake(this.#earlier, take) }, this.#run, this.#events, this.#x);
  }

  async #collect(observation: Observation): Promise<Collected> {
    const { take, side } = observation;
    const kept = await readKept<Collected>(this.#run, `takes/${take}/artifacts.json`, 'twinrun.artifacts/1');
    if (kept !== undefined) {
      for (const output of Object.keys(this.#rehearsal.loaded.scenario.outputs)) this.#done(`collect.${output}.${side}`, undefined);
      return kept;
    }
    // Halves of an earlier attempt.
    await rm(join(this.#run.folder, 'takes', take, 'artifacts'), { recursive: true, force: true });
    return await collectOutputs(this.#rehearsal, observation, this.#run, this.#events, this.#x);
  }

  #done<T>(step: string, value: T): T {
    this.#events.emit({ type: 'step.intended', step });
    this.#events.emit({ type: 'step.finished', step, outcome: { status: 'ok', text: BEFORE } });
    return value;
  }
}

/** Waits for all, also when one fails: nothing may be left running. Then throws the first failure. */
async function settled(all: readonly Promise<unknown>[]): Promise<void> {
  for (const result of await Promise.allSettled(all)) if (result.status === 'rejected') throw result.reason;
}
