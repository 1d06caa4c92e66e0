import { TwinrunError } from '../../model/error.ts';
import { artifactMutation } from '../kinds/artifact-mutation.ts';

/** An output could not be brought home. */
export const missingOutput = artifactMutation({
  id: 'missing-output',
  title: 'an output is missing',
  check: (output) => `row-count: { output: ${output} }`,
  outputs: ({ scenario }) => Object.keys(scenario.outputs),
  change: ({ pair }, output) => {
    const { take } = pair.candidate.observation;
    const missing = { output, side: 'candidate' as const, take, error: absent().toJSON() };
    const artifacts = pair.candidate.artifacts.filter((one) => one.output !== output);
    return { ...pair, candidate: { ...pair.candidate, artifacts, missing: [...pair.candidate.missing, missing] } };
  },
});

function absent(): TwinrunError {
  return new TwinrunError({ code: 'selftest.absent', message: 'no such file', fix: 'This fault was planted by the self-test.' });
}
