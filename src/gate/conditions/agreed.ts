import type { Condition } from '../../model/gate.ts';
import { conditionOf } from '../condition.ts';
import type { CheckedStatement } from '../host-facts.ts';
import { describeStatement, statementProblem } from '../statement.ts';

/** Somebody agreed that nobody needs the batch. */
export function agreed(statement: CheckedStatement, now: Date): Condition {
  const condition = conditionOf('agreed', 'somebody agreed that nobody needs it');
  const evidence = [describeStatement(statement.statement)];
  const problem = statementProblem(statement, now);
  return problem === undefined
    ? condition.pass({ summary: statement.statement.by, evidence })
    : condition.inconclusive({ summary: problem, evidence, fix: 'Set stopPlan.agreed right.' });
}
