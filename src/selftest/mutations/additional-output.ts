import { artifactMutation } from '../kinds/artifact-mutation.ts';
import { withArtifacts } from '../scratch.ts';
import { artifactsOf } from '../subject.ts';

/** A file is there that legacy does not write. */
export const additionalOutput = artifactMutation({
  id: 'additional-output',
  title: 'a file is there that legacy does not write',
  check: (output) => `file-set: { output: ${output} }`,
  outputs: ({ pair, scenario }) => Object.keys(scenario.outputs).filter((output) => artifactsOf(pair, output).length > 0),
  change: async ({ pair }, output, scratch) => {
    const [first] = artifactsOf(pair, output);
    if (first === undefined) return pair;
    const added = { ...first, name: `additional-${first.name}`, path: `${first.path}.additional` };
    const both = withArtifacts(pair, (all) => [...all, added]);
    return scratch.replace(both, added, Buffer.from('additional\n'));
  },
});
