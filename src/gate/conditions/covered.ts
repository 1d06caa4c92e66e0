import type { Condition } from '../../model/gate.ts';
import type { HostPolicy } from '../../model/gate-policy.ts';
import type { Survey, SurveyEntry } from '../../model/survey.ts';
import { conditionOf } from '../condition.ts';
import type { Claimable, CoveringScenario } from '../host-facts.ts';

/** Somebody answers for every batch that the survey found, and it still is what was rehearsed. A stray is red. */
export function covered(survey: Survey | undefined, claims: HostPolicy['entries'], { covering, retired }: Claimable): Condition {
  const condition = conditionOf('covered', 'every batch of the host is covered');
  if (survey === undefined) return condition.inconclusive({ summary: 'which there are is not known', fix: 'twinrun survey <host>' });
  if (survey.entries.length === 0)
    return condition.inconclusive({ summary: 'the survey saw nothing that is started', fix: 'Survey it as a user who may read all its tables.' });
  const enabled = survey.entries.filter((entry) => entry.enabled);
  const evidence: string[] = [];
  const wrong: string[] = [];
  for (const entry of enabled) {
    const claim = Object.hasOwn(claims, entry.id) ? claims[entry.id] : undefined;
    if (claim === undefined) wrong.push(`${entry.id}: nobody claims it: ${entry.schedule.written} ${entry.command}`);
    else if ('goes' in claim) evidence.push(`${entry.id}: goes: ${claim.goes} (${claim.by})`);
    else if (retired.has(claim.scenario))
      wrong.push(`${entry.id}: ${claim.scenario} retires it, and the survey still saw it started: stop it, then survey the host again`);
    else {
      const problems = unlike(entry, survey, claim.scenario, covering.get(claim.scenario));
      if (problems.length === 0) evidence.push(`${entry.id}: ${claim.scenario}`);
      wrong.push(...problems.map((problem) => `${entry.id}: ${problem}`));
    }
  }
  const ids = new Set(survey.entries.map(({ id }) => id));
  const stale = Object.keys(claims)
    .filter((id) => !ids.has(id))
    .map((id) => `${id} is claimed and not on the host: it changed, or went`);
  const off = survey.entries.filter((entry) => !entry.enabled).map(({ id, disabledBecause }) => `${id} is off: ${disabledBecause ?? 'disabled'}`);
  const all = [...wrong, ...evidence, ...off, ...stale];
  if (wrong.length > 0)
    return condition.fail({
      summary: `${wrong.length} of ${enabled.length} are not`,
      evidence: all,
      fix: 'Claim each under gate.hosts.<host>.entries of twinrun.yaml: its scenario, or why it goes.',
    });
  return condition.pass({ summary: `all ${enabled.length}`, evidence: all });
}

/** What of the entry is not what the scenario says or its newest pass met. */
function unlike(entry: SurveyEntry, survey: Survey, id: string, covering: CoveringScenario | undefined): readonly string[] {
  if (covering === undefined) return [`there is no scenario ${id}`];
  const { scenario, newest, goneBack } = covering;
  const { cron, zone } = entry.schedule;
  const script = newest?.sides.legacy.facts['script.sha256'];
  const scripts = survey.scripts.filter(({ entries }) => entries.includes(entry.id));
  return [
    ...(goneBack === undefined ? [] : [`${id} was gone back from at ${goneBack.at} (${goneBack.id}), and neither a cutover nor a soak passed since`]),
    ...(cron === undefined || same(cron, scenario.schedule.cron) ? [] : [`the host runs it at ${cron}, ${id} says ${scenario.schedule.cron}`]),
    ...(zone === undefined || zone === scenario.schedule.zone ? [] : [`the host runs it by ${zone}, ${id} says ${scenario.schedule.zone}`]),
    ...(script === undefined || scripts.length === 0 || scripts.some(({ sha256 }) => sha256 === script)
      ? []
      : [`its script is not the one that ${newest?.id ?? ''} ran: ${scripts.map(({ path }) => path).join(', ')}`]),
  ];
}

function same(a: string, b: string): boolean {
  return a.trim().split(/\s+/).join(' ') === b.trim().split(/\s+/).join(' ');
}
