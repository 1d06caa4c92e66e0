import { posix } from 'node:path';
import type { Text } from '../model/document.ts';
import type { Scenario } from '../model/scenario.ts';
import { canonicalJson } from '../runtime/canonical-json.ts';
import type { Workspace } from './workspace.ts';
import { type WrittenPlace, writtenPlaces } from './written-places.ts';

/** A place that several scenarios write. */
export interface SharedPlace {
  readonly place: string;
  readonly writers: readonly { readonly scenario: string; readonly what: string }[];
}

/**
 * The places that more than one scenario of a workspace writes; of those within each other the widest. Two scenarios that start one legacy batch are variants of it and have
 * its real targets in common, so of those only what their rehearsals leave counts. Told by what the files say: a link, or two patterns that overlap, are not seen.
 */
export function sharedPlaces(scenarios: readonly Scenario[], places: Pick<Workspace, 'hosts' | 'databases'>): readonly SharedPlace[] {
  const batches = new Map(scenarios.map(({ id, sides }) => [id, canonicalJson(sides.legacy.runner)]));
  const written = scenarios.flatMap((scenario) => writtenPlaces(scenario, places));
  const clash = (a: WrittenPlace, b: WrittenPlace) =>
    a.scenario !== b.scenario && (batches.get(a.scenario) !== batches.get(b.scenario) || (!a.real && !b.real));
  const groups = written.flatMap((place) => {
    const others = written.filter((one) => holds(place, one) && clash(place, one));
    return others.length === 0 ? [] : [{ place, writers: [place, ...others] }];
  });
  const widest = groups.filter(
    (group, index) =>
      !groups.some(
        (other, at) => group.writers.every((one) => other.writers.includes(one)) && (other.writers.length > group.writers.length || at < index),
      ),
  );
  return widest.map(({ place, writers }) => ({ place: place.text, writers: writers.map(({ scenario, what }) => ({ scenario, what })) }));
}

/** One of them in words, as a warning. */
export function sharedPlaceText({ place, writers }: SharedPlace): Text {
  const who = writers.map(({ scenario, what }) => `${scenario} (${what})`).join(', ');
  return {
    text: `${place} is written by several: ${who}. One may overwrite or bring home what another wrote, and a write beside a rehearsal counts as a breach of its fence: give each a place of its own, or rehearse them apart`,
    tone: 'warning',
  };
}

function holds(place: WrittenPlace, other: WrittenPlace): boolean {
  if (place.at !== other.at) return false;
  if (place.path === other.path) return true;
  if (place.holds === 'prefix') return other.path.startsWith(place.path);
  return place.holds === 'folder' && posix.dirname(other.path) === place.path;
}
