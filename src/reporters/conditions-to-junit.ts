import type { Condition } from '../model/gate.ts';
import { countCases, testCase } from './test-case.ts';
import { type XmlElement, xmlDocument } from './xml.ts';

/** One test case a condition, for CI servers; what the policy does not ask for is skipped. `at` is ISO 8601, UTC. */
export function conditionsToJunit(conditions: readonly { readonly of: string; readonly condition: Condition }[], at: string): string {
  const cases = conditions.map(({ of, condition }) => caseOf(of, condition));
  const figures = { ...countCases(cases), time: '0.000' };
  const suite: XmlElement = { name: 'testsuite', attributes: { name: 'gate', ...figures, timestamp: at.replace(/(\.\d+)?Z$/, '') }, children: cases };
  return xmlDocument({ name: 'testsuites', attributes: { name: 'twinrun', ...figures }, children: [suite] });
}

function caseOf(of: string, { id, title, status, summary, evidence, fix }: Condition): XmlElement {
  const name = `${id}: ${title}`;
  if (status === 'not-asked')
    return {
      name: 'testcase',
      attributes: { name, classname: `twinrun.${of}` },
      children: [{ name: 'skipped', attributes: { message: summary }, children: '' }],
    };
  return testCase({ name, of, status, type: id, summary, details: [...evidence, ...(fix === undefined ? [] : [fix])] });
}
