import { artifactMutation } from '../kinds/artifact-mutation.ts';
import { withArtifacts } from '../scratch.ts';
import { artifactsOf, type Subject } from '../subject.ts';

const DAY = 86_400_000;

/** The file's name has the day before in place of the business date. */
export const wrongDate = artifactMutation({
  id: 'wrong-date',
  title: 'the file is named by the day before',
  check: (output) => `file-set: { output: ${output} }`,
  outputs: (subject) =>
    Object.keys(subject.scenario.outputs).filter((output) => artifactsOf(subject.pair, output).some(({ name }) => renamed(name, subject) !== name)),
  change: (subject, output) =>
    withArtifacts(subject.pair, (all) => all.map((one) => (one.output === output ? { ...one, name: renamed(one.name, subject) } : one))),
});

function renamed(name: string, { record: { businessDate } }: Subject): string {
  const before = new Date(Date.parse(businessDate) - DAY).toISOString().slice(0, 10);
  return name.replaceAll(businessDate, before).replaceAll(businessDate.replaceAll('-', ''), before.replaceAll('-', ''));
}
