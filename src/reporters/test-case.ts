import type { Status } from '../model/status.ts';
import type { XmlElement } from './xml.ts';

export interface TestCase {
  readonly name: string;
  /** Dotted, below `twinrun`. */
  readonly of: string;
  readonly status: Status;
  /** Code of what is wrong. */
  readonly type: string;
  readonly summary: string;
  readonly details: readonly string[];
}

/**
 * JUnit has no third state. `inconclusive` becomes `<error>`: the comparison could not be made. `<skipped>` would be read as harmless by every
 * CI server, and that would be a false pass.
 */
export function testCase({ name, of, status, type, summary, details }: TestCase): XmlElement {
  const attributes = { name, classname: `twinrun.${of}` };
  if (status === 'pass') return { name: 'testcase', attributes, children: [{ name: 'system-out', attributes: {}, children: summary }] };
  const problem = { name: status === 'fail' ? 'failure' : 'error', attributes: { message: summary, type }, children: details.join('\n') };
  return { name: 'testcase', attributes, children: [problem] };
}

/** How many there are, and how many went wrong in which way. */
export function countCases(cases: readonly XmlElement[]): {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
} {
  const count = (name: string) => cases.filter((one) => Array.isArray(one.children) && one.children.some((child) => child.name === name)).length;
  return { tests: cases.length, failures: count('failure'), errors: count('error'), skipped: count('skipped') };
}
