import type { Condition } from '../../model/gate.ts';
import type { Survey } from '../../model/survey.ts';
import { conditionOf } from '../condition.ts';
import type { AsOf } from '../facts.ts';
import type { HostFacts } from '../host-facts.ts';
import { describeStatement, statementProblem } from '../statement.ts';

/** What the host keeps for a time (the survey saw it removed by age) was copied away after the last write, and the copy verified. */
export function backups(survey: Survey | undefined, { backups: claims, stopped }: HostFacts, asked: boolean, { now }: AsOf): Condition {
  const condition = conditionOf('backups', 'what the host keeps is copied and verified');
  if (!asked) return condition.notAsked();
  const fix = 'Copy it, compare the hashes of both, and say so under claims.backups, with what shows it.';
  if (survey === undefined) return condition.inconclusive({ summary: 'what it keeps is not known', fix: 'twinrun survey <host>' });
  const kept = new Map(survey.entries.flatMap(({ uses }) => uses.prunings.map(({ path, olderThanDays }) => [path, olderThanDays] as const)));
  const stray = [...kept]
    .filter(([path]) => !Object.hasOwn(claims, path))
    .map(([path, days]) => `${path}, kept ${days} days: nobody says that it was copied`);
  const found = Object.entries(claims).map(([path, claim]) => {
    const early = stopped !== undefined && claim.statement.on < stopped.statement.on;
    const problem = statementProblem(claim, now) ?? (early ? 'copied before the host was stopped: what was written after is missing' : undefined);
    return { line: `${path}: ${problem ?? describeStatement(claim.statement)}`, problem };
  });
  const evidence = [...stray, ...found.map(({ line }) => line)];
  if (stray.length > 0) return condition.fail({ summary: `${stray.length} of ${kept.size} are not`, evidence, fix });
  if (found.some(({ problem }) => problem !== undefined))
    return condition.inconclusive({ summary: 'not everything that is said holds', evidence, fix });
  if (found.length === 0)
    return condition.inconclusive({ summary: 'the survey saw nothing that is kept for a time, and nobody says that there is nothing', fix });
  return condition.pass({ summary: `all ${found.length}`, evidence });
}
