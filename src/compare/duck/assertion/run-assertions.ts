import type { Finding } from '../../../model/finding.ts';
import { type View, type ViewRequest, withTables } from '../with-tables.ts';
import { inspectStatement } from './inspect-statement.ts';
import { type Assertion, type AssertionResult, notAsked, runAssertion } from './run-assertion.ts';

/** One assertion, what it read and what came of it. */
export interface Asked {
  readonly assertion: Assertion;
  readonly views: readonly View[];
  readonly result: AssertionResult;
}

/**
 * Asks all assertions of the same tables, with one thread: the order of rows and sums of floats are the same each time. Without `value`, none was asked.
 * Throws `csv.unreadable`, `compare.cancelled`.
 */
export async function runAssertions(
  requests: readonly ViewRequest[],
  assertions: readonly Assertion[],
  signal: AbortSignal | undefined,
  unwanted: (assertion: Assertion, row: () => string) => void,
): Promise<{ readonly value?: readonly Asked[]; readonly findings: readonly Finding[] }> {
  return withTables(requests, 'names', { threads: 1 }, signal, async (duck, views) => {
    const asked: Asked[] = [];
    for (const assertion of assertions) {
      const inspected = await inspectStatement(
        duck,
        assertion.sql,
        views.map(({ view }) => view),
      );
      if (inspected.kind === 'refused') {
        const { message, fix, line } = inspected.problem;
        asked.push({ assertion, views: [], result: { kind: 'doubtful', finding: notAsked(assertion.name, message, fix, line) } });
        continue;
      }
      const used = views.filter(({ view }) => inspected.views.includes(view));
      asked.push({ assertion, views: used, result: await runAssertion(duck, assertion, (row) => unwanted(assertion, row)) });
    }
    return asked;
  });
}
