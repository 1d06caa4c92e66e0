import type { Condition } from '../../model/gate.ts';
import type { HostPolicy } from '../../model/gate-policy.ts';
import { conditionOf, describeAge } from '../condition.ts';
import { type AsOf, asOfEvidence } from '../facts.ts';
import type { HostFacts } from '../host-facts.ts';

/** The host was surveyed, whole, and not long ago (or not long before it was stopped), and the survey is as it entered the ledger. */
export function surveyed(
  found: HostFacts['survey'],
  { survey: name, surveyWithin: withinMs }: Pick<HostPolicy, 'survey' | 'surveyWithin'>,
  asOf: AsOf,
): Condition {
  const condition = conditionOf('survey', `the host was surveyed, no longer ago than ${describeAge(withinMs)}`);
  const fix = 'twinrun survey <host>';
  if (found === undefined) return condition.inconclusive({ summary: 'it was not', fix });
  const { survey, sha256, entered } = found;
  const at = Date.parse(survey.host.at);
  const { now, stopped } = asOfEvidence(at, asOf);
  const age = (stopped ?? now).getTime() - at;
  const evidence = [
    `${survey.host.name}, ${survey.host.at}, ${survey.entries.length} entries`,
    ...survey.unread.map(({ path, why }) => `not read: ${path}: ${why}`),
  ];
  if (survey.host.name !== name) return condition.inconclusive({ summary: `it is of ${survey.host.name}, not of ${name}`, evidence, fix });
  if (entered === undefined)
    return condition.inconclusive({ summary: 'it is not in the ledger, so that an edited one would not be seen', evidence, fix });
  if (entered.survey !== sha256)
    return condition.fail({
      summary: 'it is not the one that entered the ledger: it was changed, or another one lies there',
      evidence: [...evidence, `entered at ${entered.at} by ${entered.recordedBy}: sha256 ${entered.survey}`, `it has sha256 ${sha256}`],
      fix,
    });
  if (!(at <= now.getTime())) return condition.inconclusive({ summary: 'its time lies in the future, or is none', evidence, fix });
  if (age > withinMs)
    return condition.inconclusive({
      summary: `it is ${describeAge(age)} old${stopped === undefined ? '' : ' when the host was stopped'}`,
      evidence,
      fix,
    });
  if (survey.unread.length > 0)
    return condition.inconclusive({
      summary: `${survey.unread.length} things could not be read, so that batches may be missing`,
      evidence,
      fix: 'Survey it as a user who may read them.',
    });
  return condition.pass({
    summary: `${describeAge(Math.max(0, age))} old`,
    evidence,
    ...(stopped === undefined ? { until: new Date(at + withinMs).toISOString() } : {}),
  });
}
