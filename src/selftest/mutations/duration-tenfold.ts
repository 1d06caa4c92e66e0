import { takeMutation } from '../kinds/take-mutation.ts';

/** The candidate took ten times as long. An observed take has no duration of its own. */
export const durationTenfold = takeMutation({
  id: 'duration-tenfold',
  title: 'the take lasts ten times as long',
  check: 'duration: {}',
  change: (observation) => {
    if (observation.outcome.kind !== 'exited' || observation.durationMs <= 0) return undefined;
    const durationMs = observation.durationMs * 10;
    return { ...observation, durationMs, finishedAt: new Date(Date.parse(observation.startedAt) + durationMs).toISOString() };
  },
});
