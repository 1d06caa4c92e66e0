import type { Condition } from '../../model/gate.ts';
import type { Scenario } from '../../model/scenario.ts';
import { SIDES, type Side } from '../../model/side.ts';
import { conditionOf } from '../condition.ts';
import { codeFiles, describeChange, versionsOf } from '../drift.ts';
import type { CountedFacts, Streak } from '../streak.ts';

const FIX = 'Rehearse again: what was proven was proven of something else.';

/** Scenario, scripts, images and schedule are what the counted runs met, and it is known what they met. */
export function unchanged({ runs: [newest], endedBy }: Streak, scenario: Scenario): Condition {
  const condition = conditionOf('unchanged', 'scenario, schedule, scripts and image are the ones that passed');
  if (endedBy?.kind === 'changed' && endedBy.sinceNewest)
    return condition.fail({
      summary: `the evidence is void: changed since ${endedBy.run.entry.run}`,
      evidence: endedBy.changes.map(describeChange),
      fix: FIX,
    });
  if (newest === undefined) return condition.inconclusive({ summary: 'there is no pass that it could be held against', fix: 'Rehearse.' });
  const unknown = SIDES.filter((side) => !isPinned(newest, side, scenario));
  if (unknown.length > 0)
    return condition.inconclusive({
      summary: `${newest.entry.run} does not say which script or image the ${unknown.join(' and the ')} side was`,
      fix: 'Use a runner that records it (ssh: script.sha256; fargate, container: the image), or keep the script in the folder of the scenario.',
    });
  return condition.pass({
    summary: `as in ${newest.entry.run}`,
    evidence: SIDES.flatMap((side) => Object.entries(versionsOf(newest.stored.record, side)).map(([fact, value]) => `${side} ${fact} ${value}`)),
  });
}

/** By what the runner met, or because the program lies in the scenario's folder, whose files are hashed. */
function isPinned({ stored: { record } }: CountedFacts, side: Side, scenario: Scenario): boolean {
  const { facts } = record.sides[side];
  if (['script.sha256', 'image.digest', 'image.id'].some((fact) => facts[fact] !== undefined)) return true;
  const { kind, config } = scenario.sides[side].runner;
  if (kind !== 'process') return false;
  const command = (config as { readonly command?: readonly string[] }).command ?? [];
  const folder = `/${scenario.id}/`;
  return command.some((word) => Object.keys(codeFiles(record.files)).some((path) => word === path || word.endsWith(`${folder}${path}`)));
}
