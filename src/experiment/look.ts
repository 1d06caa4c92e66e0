import type { Context } from '../model/context.ts';
import type { EffectReading, Sighting } from '../model/effect.ts';
import { asTwinrunError, type ErrorData } from '../model/error.ts';
import type { ProbeMoment, ProbeReading } from '../model/probe-reading.ts';
import type { Registries } from '../model/registries.ts';
import type { Scenario } from '../model/scenario.ts';
import { sha256 } from '../runtime/hash.ts';
import { expand, type Variables } from '../scenario/variables.ts';

export type Look = Readonly<Record<string, { readonly found: readonly Sighting[] } | { readonly error: ErrorData }>>;

/** Reads every probe. An error is kept as data: then nothing is known about movement. */
export async function readProbes(
  { scenario, registries, variables }: { readonly scenario: Scenario; readonly registries: Registries; readonly variables: Variables },
  moment: ProbeMoment,
  x: Context,
): Promise<readonly ProbeReading[]> {
  return Promise.all(
    Object.entries(scenario.probes).map(async ([probe, { kind, config }]): Promise<ProbeReading> => {
      const at = x.clock.now().toISOString();
      try {
        const value = await registries.probes[kind]?.read(expand(config, variables, { field: `probes.${probe}` }), x);
        return { probe, moment, at, ...(value === undefined ? {} : { value }) };
      } catch (thrown) {
        return { probe, moment, at, error: asTwinrunError(thrown).toJSON() };
      }
    }),
  );
}

/** Looks at the real target of every effect that has one. */
export async function lookAtTargets(scenario: Scenario, registries: Registries, x: Context): Promise<Look> {
  const looks = Object.entries(scenario.effects)
    .filter(([, effect]) => effect.target !== undefined)
    .map(async ([name, effect]): Promise<[string, Look[string]]> => {
      try {
        return [name, { found: condensed((await registries.effects[effect.kind]?.look(effect.target, x)) ?? []) }];
      } catch (thrown) {
        return [name, { error: asTwinrunError(thrown).toJSON() }];
      }
    });
  return Object.fromEntries(await Promise.all(looks));
}

/** Beyond this, names are not kept: a folder of a million files would be most of the evidence. */
const MOST_KEPT = 10_000;

/** Of too many, the count, the bytes, and one hash of all that was seen of each: that something changed still shows, and no longer what. */
function condensed(found: readonly Sighting[]): readonly Sighting[] {
  if (found.length <= MOST_KEPT) return found;
  const all = found.map(({ name, size, content, writtenAt }) => JSON.stringify([name, size, content, writtenAt])).sort();
  const size = found.reduce((sum, one) => sum + one.size, 0);
  return [{ name: `${found.length} entries together (beyond ${MOST_KEPT}, none is kept by name)`, size, content: sha256(all.join('\n')) }];
}

/** Pairs what lay there before with what lies there after. An error in either makes the reading an error. */
export function pairLooks(before: Look, after: Look): readonly EffectReading[] {
  return Object.entries(before).map(([effect, first]): EffectReading => {
    const second = after[effect];
    const error = 'error' in first ? first.error : second !== undefined && 'error' in second ? second.error : undefined;
    return {
      effect,
      before: 'found' in first ? first.found : [],
      after: second !== undefined && 'found' in second ? second.found : [],
      ...(error === undefined ? {} : { error }),
    };
  });
}
