import type { Artifact } from '../model/artifact.ts';
import type { Observation } from '../model/observation.ts';
import type { Tagged } from '../model/schema.ts';
import { referencesOf } from '../scenario/references.ts';

/** A smaller difference is within the rounding of both clocks. */
const ROUNDING_SECONDS = 2;

/**
 * Dates an artifact by our clock, where it comes from the host of its take and that host's clock differs: otherwise a file of yesterday would look fresh on a
 * host whose clock is ahead, and a fresh one stale where it is behind.
 */
export function byOurClock(artifact: Artifact, { facts }: Observation, runner: Tagged, collector: Tagged): Artifact {
  const skew = Number(facts['host.clockSkew']);
  if (artifact.writtenAt === undefined || !Number.isFinite(skew) || Math.abs(skew) <= ROUNDING_SECONDS) return artifact;
  const [host, other] = [hostOf(runner), hostOf(collector)];
  if (host === undefined || host !== other) return artifact;
  return { ...artifact, writtenAt: new Date(Date.parse(artifact.writtenAt) - skew * 1000).toISOString() };
}

function hostOf({ config }: Tagged): string | undefined {
  const names = new Set(referencesOf(config).flatMap(({ kind, name }) => (kind === 'host' ? [name] : [])));
  return names.size === 1 ? [...names][0] : undefined;
}
