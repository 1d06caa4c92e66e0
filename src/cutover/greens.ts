import { lastPass } from '../gate/conditions/last-pass.ts';
import { passes } from '../gate/conditions/passes.ts';
import { unchanged } from '../gate/conditions/unchanged.ts';
import { type Here, hereNow, namesOf } from '../gate/counts-here.ts';
import type { RunFacts } from '../gate/facts.ts';
import { gatherRuns } from '../gate/gather-runs.ts';
import { type StreakFacts, streakOf } from '../gate/streak.ts';
import type { CutoverRule } from '../model/cutover.ts';
import type { Condition as GateCondition } from '../model/gate.ts';
import type { CutoverEntry } from '../model/ledger.ts';
import type { Store } from '../model/store.ts';
import type { World } from '../model/world.ts';
import type { LoadedScenario } from '../scenario/load-scenario.ts';
import { readLedger } from '../store/read-ledger.ts';
import type { Condition } from './condition.ts';
import { placesOf, type StartPlace } from './start-places.ts';

/** What was shown of a scenario so far, and where it is acted in now. */
export interface Shown extends StreakFacts {
  readonly cutovers: readonly CutoverEntry[];
  readonly here: Here;
}

/** Reads no further back than the rule asks for: every file of a run is held against its seal. */
export async function gatherShown(
  { scenario, files }: LoadedScenario,
  { greens: asked }: Pick<CutoverRule, 'greens'>,
  world: World,
  store: Store,
): Promise<Shown> {
  const records = await readLedger(store);
  const cutovers = records.flatMap(({ entry }) => (entry.type === 'cutover' ? [entry] : []));
  const here = hereNow(world, namesOf(scenario));
  const enough = (runs: readonly RunFacts[]) => streakOf({ scenario, files, runs }, cutovers, here).runs.length >= asked;
  return { scenario, files, cutovers, here, runs: await gatherRuns(store, scenario.id, records, { world: world.kind, enough }) };
}

/** Passes in a row that count as the gate counts them, but for the world: it is the one that is acted in, also where that is the sandbox. Pure. */
export function greens(shown: Shown, rule: CutoverRule, places: readonly StartPlace[], now: number): readonly Condition[] {
  const streak = streakOf(shown, shown.cutovers, shown.here);
  const same = unchanged(streak, shown.scenario);
  const inARow = passes(streak, rule.greens, { interrupted: [], inSandbox: 0 });
  const [newest] = streak.runs;
  return [
    // What voided them is said once.
    said('greens', same.status === 'fail' ? { ...inARow, evidence: [] } : inARow),
    said('last-pass', lastPass(streak.runs, rule.lastPass, new Date(now), true)),
    ...(same.status === 'inconclusive' && newest === undefined ? [] : [said('unchanged', same)]),
    ...(newest === undefined ? [] : [samePlace(newest.stored.record.sides.candidate.facts, places)]),
  ];
}

function said(id: Condition['id'], { title, status, summary, evidence, fix }: GateCondition): Condition {
  const why = status === 'pass' ? [] : [...evidence, ...(fix === undefined ? [] : [fix])];
  return { id, status: status === 'not-asked' ? 'pass' : status, text: [`${title}: ${summary}`, ...why].join('; ') };
}

/** The account and region in which the candidate passed are those in which its schedules start it. A candidate that did not run on ECS names none. */
function samePlace(facts: Readonly<Record<string, string>>, places: readonly StartPlace[]): Condition {
  const [met] = placesOf([facts['task.arn'], facts['task.definition']]);
  if (met === undefined) return { id: 'account', status: 'pass', text: 'the last pass names no account' };
  const at = (place: string | undefined) => place ?? 'an account that is not known';
  const other = places.filter(({ place }) => place !== met);
  const text = other.map(({ schedule, place }) => `schedule ${schedule} starts it in ${at(place)}, the last pass ran in ${met}`).join('; ');
  if (other.some(({ place }) => place !== undefined)) return { id: 'account', status: 'fail', text: `${text}; rehearse there` };
  return other.length > 0
    ? { id: 'account', status: 'inconclusive', text }
    : { id: 'account', status: 'pass', text: `the candidate passed in ${met}` };
}
