import { formatLocation } from '../model/location.ts';
import type { RunRecord } from '../model/run.ts';
import { describeVerdict, type JudgedCheck, type Verdict } from '../model/verdict.ts';
import { differenceToText } from './difference-to-text.ts';
import { countCases, testCase } from './test-case.ts';
import { type XmlElement, xmlDocument } from './xml.ts';

const SHOWN = 20;

/**
 * `junit.xml` for CI servers: one test case a check, and a red one for each override that lives (a line for people). Times are seconds; `timestamp` is the run's
 * start without its zone (UTC).
 */
export function verdictToJunit(verdict: Verdict, run: RunRecord, overrides: readonly string[] = []): string {
  const cases = verdict.checks.map((check) => checkCase(check, verdict.scenario));
  // A run that was judged red or doubtful as a whole must not look green because each check passed, or because there is none.
  const red = verdict.status !== 'pass' && verdict.checks.every((check) => check.status === 'pass');
  if (red) cases.push(verdictCase(verdict));
  for (const summary of overrides)
    cases.push(testCase({ name: 'override', of: verdict.scenario, status: 'fail', type: 'override', summary, details: [] }));
  const figures = { ...countCases(cases), time: secondsOf(run) };
  const suite: XmlElement = {
    name: 'testsuite',
    attributes: { name: verdict.scenario, ...figures, timestamp: run.startedAt.replace(/(\.\d+)?Z$/, '') },
    children: [{ name: 'properties', attributes: {}, children: properties(verdict, run) }, ...cases],
  };
  return xmlDocument({ name: 'testsuites', attributes: { name: 'twinrun', ...figures }, children: [suite] });
}

function properties(verdict: Verdict, run: RunRecord): readonly XmlElement[] {
  const values = {
    run: verdict.run,
    seal: verdict.seal,
    status: describeVerdict(verdict),
    outcome: run.outcome,
    businessDate: run.businessDate,
    world: run.world.kind,
    scenarioHash: run.scenarioHash,
  };
  return Object.entries(values).map(([name, value]) => ({ name: 'property', attributes: { name, value } }));
}

function checkCase(check: JudgedCheck, scenario: string): XmlElement {
  const name = check.output === undefined ? check.id : `${check.id} (${check.output})`;
  const summary = check.error?.message ?? check.result?.summary.text ?? check.title.text;
  return testCase({ name, of: scenario, status: check.status, type: check.error?.code ?? check.id, summary, details: checkDetails(check) });
}

function verdictCase(verdict: Verdict): XmlElement {
  const details = [...verdict.notComparable, ...verdict.findings.map((finding) => finding.message)].map((message) => message.text);
  return testCase({
    name: 'verdict',
    of: verdict.scenario,
    status: verdict.status,
    type: 'verdict',
    summary: details[0] ?? describeVerdict(verdict),
    details,
  });
}

function checkDetails({ result, error }: JudgedCheck): readonly string[] {
  const shown = (result?.differences ?? []).slice(0, SHOWN).map(differenceToText);
  const more = (result?.total ?? 0) - shown.length;
  return [
    ...(error === undefined ? [] : [error.message, ...(error.at === undefined ? [] : [formatLocation(error.at)]), error.fix.text]),
    ...(result?.findings ?? []).map((finding) => `${finding.message.text} ${finding.fix.text}`),
    ...shown,
    ...(more > 0 ? [`… and ${more} more differences`] : []),
  ];
}

function secondsOf(run: RunRecord): string {
  return Math.max(0, (Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000).toFixed(3);
}
