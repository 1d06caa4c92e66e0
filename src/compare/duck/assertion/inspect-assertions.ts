import { withDuck } from '../duck.ts';
import { inspectStatement } from './inspect-statement.ts';
import type { StatementProblem } from './statement-problem.ts';

/** What is wrong with statements before there is any data, by their place in the list. Throws `duckdb.unavailable`. */
export async function inspectAssertions(statements: readonly string[], views: readonly string[]): Promise<ReadonlyMap<number, StatementProblem>> {
  return withDuck({ threads: 1 }, undefined, async (duck) => {
    const problems = new Map<number, StatementProblem>();
    for (const [index, sql] of statements.entries()) {
      const inspected = await inspectStatement(duck, sql, views);
      if (inspected.kind === 'refused') problems.set(index, inspected.problem);
    }
    return problems;
  });
}
