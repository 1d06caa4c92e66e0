import type { Certificate, Condition, GateReport, ScenarioGate } from '../model/gate.ts';
import type { LedgerRecord } from '../model/ledger.ts';
import { canonicalJson } from '../runtime/canonical-json.ts';
import { openOverrides } from '../store/open-overrides.ts';
import { makeCertificate } from './certificate.ts';
import { conditionOf } from './condition.ts';

/** The records that were there when a certificate was issued; undefined where they are not on this chain. */
export function recordsAtIssue({ report: { ledger } }: Certificate, records: readonly LedgerRecord[]): readonly LedgerRecord[] | undefined {
  const { head } = ledger;
  return records[head.seq - 1]?.hash === head.hash ? records.slice(0, head.seq) : undefined;
}

/**
 * Whether a certificate still holds: it is in time, its ledger is on the chain, the gate judged again as of then (`again`) comes to the same, and nothing since
 * speaks against it. Pure.
 */
export function verifyCertificate(
  certificate: Certificate,
  records: readonly LedgerRecord[],
  again: GateReport | undefined,
  now: Date,
): readonly Condition[] {
  return [inTime(certificate, now), onChain(certificate, again), sameAgain(certificate, again), nothingSince(certificate, records, now)];
}

function inTime({ issuedAt, validUntil }: Certificate, now: Date): Condition {
  const condition = conditionOf('valid', 'it is in time');
  const evidence = [`from ${issuedAt} until ${validUntil}`];
  if (now.getTime() > Date.parse(validUntil)) return condition.fail({ summary: 'it is over', evidence, fix: 'Run the gate again.' });
  if (now.getTime() < Date.parse(issuedAt))
    return condition.inconclusive({ summary: 'it was issued in the future', evidence, fix: 'Set the clocks right.' });
  return condition.pass({ summary: `until ${validUntil}`, evidence, until: validUntil });
}

function onChain({ report: { ledger } }: Certificate, again: GateReport | undefined): Condition {
  const condition = conditionOf('on-chain', 'the ledger that it rests on is on this chain');
  const { seq, hash } = ledger.head;
  if (again === undefined)
    return condition.fail({ summary: `record ${seq} is not ${hash.slice(0, 12)}`, fix: 'It is another ledger, or it was cut off or made anew.' });
  return condition.pass({ summary: `record ${seq}, ${hash.slice(0, 12)}` });
}

function sameAgain({ report, subject, versions, validUntil }: Certificate, again: GateReport | undefined): Condition {
  const condition = conditionOf('again', 'judged again as of then, from the evidence, it comes to the same');
  if (again === undefined) return condition.inconclusive({ summary: 'without its ledger it cannot be judged' });
  const red = [...again.ledger.conditions, ...(again.host?.conditions ?? []), ...again.scenarios.flatMap(({ conditions }) => conditions)].filter(
    ({ status }) => status === 'fail' || status === 'inconclusive',
  );
  const unlike = [
    ...red.flatMap(({ id, summary, evidence }) => [`${id}: ${summary}`, ...evidence]),
    ...report.scenarios.flatMap((one) =>
      unlikeScenario(
        one,
        again.scenarios.find(({ scenario }) => scenario === one.scenario),
      ),
    ),
    ...(report.scenarios.length === again.scenarios.length ? [] : ['it is about other scenarios']),
    ...(canonicalJson(report.host?.policy ?? null) === canonicalJson(again.host?.policy ?? null) ? [] : ["the host's policy is another one now"]),
    // Its hash proves only that nobody mistyped it: whoever changes the date can make the hash anew.
    ...(validUntil > makeCertificate(subject, again, versions).validUntil ? ['it says that it holds for longer than its conditions do'] : []),
    ...(report.host?.survey === again.host?.survey ? [] : ['the host was surveyed anew, or the survey was changed']),
  ];
  if (unlike.length > 0) return condition.fail({ summary: `${unlike.length} things are otherwise`, evidence: unlike, fix: 'Run the gate again.' });
  return condition.pass({ summary: `${again.scenarios.reduce((sum, { runs }) => sum + runs.length, 0)} runs, each as it was sealed` });
}

function unlikeScenario(then: ScenarioGate, again: ScenarioGate | undefined): readonly string[] {
  if (again === undefined) return [`${then.scenario}: there is no such scenario`];
  const same = (field: 'policy' | 'runs' | 'versions', what: string) =>
    canonicalJson(then[field] ?? null) === canonicalJson(again[field] ?? null) ? [] : [`${then.scenario}: ${what}`];
  return [...same('policy', 'its policy is another one now'), ...same('runs', 'other runs count'), ...same('versions', 'its versions are others')];
}

/**
 * What did not pass since (a run, a natural run, a drill or self-test that it rests on), a rollback and an override are known better than by the certificate. The sandbox
 * says nothing.
 */
function nothingSince({ report, subject }: Certificate, records: readonly LedgerRecord[], now: Date): Condition {
  const condition = conditionOf('since', 'nothing since speaks against it');
  const scenarios = new Map(report.scenarios.map((one) => [one.scenario, one.policy]));
  const later = records.slice(report.ledger.head.seq);
  const evidence = [
    ...later.flatMap(({ entry }) => against(entry, scenarios)),
    ...openOverrides(records, now).flatMap(({ subject: about, id, why }) =>
      ('scenario' in about ? scenarios.has(about.scenario) : 'host' in subject && about.host === subject.host) ? [`override ${id}: ${why}`] : [],
    ),
  ];
  if (evidence.length > 0) return condition.fail({ summary: `${evidence.length} things do`, evidence, fix: 'Run the gate again.' });
  return condition.pass({ summary: `${later.length} records came since` });
}

function against(entry: LedgerRecord['entry'], scenarios: ReadonlyMap<string, ScenarioGate['policy']>): readonly string[] {
  if (!('scenario' in entry) || entry.world !== 'real') return [];
  const { scenario } = entry;
  const policy = scenarios.get(scenario);
  if (policy === undefined) return [];
  switch (entry.type) {
    case 'run':
    case 'soak':
      if (entry.type === 'soak' && entry.starters === 'fail') return [`${scenario}: what starts it was red when ${entry.run} was judged`];
      return entry.status === 'fail' || entry.status === 'inconclusive' ? [`${scenario}: ${entry.run} ended as ${entry.status}`] : [];
    case 'starters':
      return entry.status === 'fail' ? [`${scenario}: what starts it became red at ${entry.at}: ${entry.text}`] : [];
    case 'rollback':
      return [`${scenario} was gone back from: ${entry.id} ended as ${entry.status}`];
    case 'cutover':
      // A no-go switched nothing.
      return entry.step === 'gone-back' || entry.step === 'blocked' ? [`${scenario}: the cutover ${entry.id} ended as ${entry.step}`] : [];
    case 'drill':
      return policy.armed && entry.status !== 'pass' ? [`${scenario}: the drill ${entry.id} ended as ${entry.status}`] : [];
    case 'self-test':
      return entry.status !== 'cancelled' && entry.score < policy.selfTest ? [`${scenario}: the self-test ${entry.id} came to ${entry.score}`] : [];
    default:
      return [];
  }
}
