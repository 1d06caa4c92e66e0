import type { Condition } from '../../model/gate.ts';
import { conditionOf } from '../condition.ts';
import type { RetiredFacts } from '../retired-facts.ts';
import { describeStatement, statementProblem } from '../statement.ts';
import type { Stopped } from './retired-stopped.ts';

const DAY_MS = 86_400_000;

/** The days of the watch are over, and somebody says that nobody missed it. Silence proves nothing. */
export function watched({ retired, watched: word }: RetiredFacts, stopped: Stopped, now: Date): Condition {
  const { days, who, where } = retired.stopPlan.watch;
  const condition = conditionOf('watched', `nobody missed it for ${days} days`);
  if (!('since' in stopped)) return condition.inconclusive({ summary: 'the watch begins when it is stopped' });
  const over = new Date(stopped.since.getTime() + days * DAY_MS);
  const day = over.toISOString().slice(0, 10);
  if (now.getTime() < over.getTime()) {
    const gone = Math.floor((now.getTime() - stopped.since.getTime()) / DAY_MS);
    return condition.inconclusive({
      summary: `${Math.max(0, gone)} of ${days} days`,
      evidence: [`${who} looks at ${where}`],
      fix: `Wait until ${over.toISOString()}. If somebody misses it: twinrun cutover ${retired.id} --back.`,
    });
  }
  if (word === undefined)
    return condition.inconclusive({
      summary: `the days are over since ${day}, and nobody says what came of them`,
      fix: `Ask ${who} (${where}), and write the answer under stopPlan.watched of its scenario.yaml.`,
    });
  const evidence = [describeStatement(word.statement)];
  const problem = statementProblem(word, now) ?? (word.statement.on < day ? `it was said before the days were over, on ${day}` : undefined);
  return problem === undefined
    ? condition.pass({ summary: `${days} days, until ${day}`, evidence })
    : condition.inconclusive({ summary: problem, evidence, fix: 'Ask again, and set stopPlan.watched right.' });
}
