import { artifactMutation } from '../kinds/artifact-mutation.ts';
import { withArtifacts } from '../scratch.ts';
import { artifactsOf } from '../subject.ts';

/** Of several files the last is not there, and nobody says so. */
export const missingFile = artifactMutation({
  id: 'missing-file',
  title: 'one of several files is missing',
  check: (output) => `file-set: { output: ${output} }`,
  outputs: ({ pair, scenario }) => Object.keys(scenario.outputs).filter((output) => artifactsOf(pair, output).length > 1),
  change: ({ pair }, output) => {
    const last = artifactsOf(pair, output).at(-1);
    return withArtifacts(pair, (all) => all.filter((one) => one !== last));
  },
});
