import { artifactMutation } from '../kinds/artifact-mutation.ts';
import { withArtifacts } from '../scratch.ts';
import { artifactsOf } from '../subject.ts';

const DAY = 86_400_000;

/** The file was written a day before the take: by another run, and this one wrote none. */
export const staleFile = artifactMutation({
  id: 'stale-file',
  title: 'the file is of the day before',
  check: (output) => `freshness: { output: ${output} }`,
  outputs: ({ pair, scenario }) =>
    Object.keys(scenario.outputs).filter((output) => artifactsOf(pair, output).some(({ writtenAt }) => writtenAt !== undefined)),
  change: ({ pair }, output) => {
    const writtenAt = new Date(Date.parse(pair.candidate.observation.startedAt) - DAY).toISOString();
    return withArtifacts(pair, (all) => all.map((one) => (one.output === output && one.writtenAt !== undefined ? { ...one, writtenAt } : one)));
  },
});
