import { artifactsOf, type Subject } from '../subject.ts';

/** Collectors of what others can fetch. */
const FETCHED: readonly string[] = ['sftp', 's3'];

/** The outputs that are deliveries: as the checks say, else all that were brought from where others can fetch them. */
export function deliveriesOf({ scenario, pair }: Subject): readonly string[] {
  const said = scenario.checks.filter(({ kind }) => kind === 'delivery').map(({ config }) => (config as { readonly delivered: string }).delivered);
  const fetched = Object.keys(scenario.outputs).filter((output) => FETCHED.includes(scenario.outputs[output]?.sides.candidate.kind ?? ''));
  return [...new Set(said.length > 0 ? said : fetched)].filter((output) => artifactsOf(pair, output).length > 0);
}
