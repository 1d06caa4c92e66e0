import type { Condition } from '../../model/gate.ts';
import { conditionOf } from '../condition.ts';
import type { CoveringScenario, HostFacts } from '../host-facts.ts';
import { describeStatement, statementProblem } from '../statement.ts';

const DAY_MS = 86_400_000;

/** The host stood still for so many days: what was forgotten shows while it can still be started. */
export function hostStopped({ stopped, survey }: HostFacts, asked: number, scenarios: readonly CoveringScenario[], now: Date): Condition {
  const condition = conditionOf('stopped', `the host stood still for ${asked} days`);
  if (asked === 0) return condition.notAsked();
  const fix = 'Stop the host (do not terminate it), and say so under claims.stopped.';
  if (stopped === undefined) return condition.inconclusive({ summary: 'nobody says that it was stopped', fix });
  const evidence = [describeStatement(stopped.statement)];
  const problem = statementProblem(stopped, now);
  if (problem !== undefined) return condition.inconclusive({ summary: problem, evidence, fix });
  // A day counts from its end: at what time it was stopped is not said.
  const since = Date.parse(`${stopped.statement.on}T00:00:00Z`) + DAY_MS;
  const lives = [
    ...(survey?.survey.host.from === 'ssh' && Date.parse(survey.survey.host.at) >= since
      ? [`it was surveyed over SSH at ${survey.survey.host.at}`]
      : []),
    ...scenarios.flatMap(({ shadowedAt, scenario }) =>
      shadowedAt !== undefined && scenario.sides.legacy.runner.kind === 'ssh' && Date.parse(shadowedAt) >= since
        ? [`a soak kept ${scenario.id} running on it in its shadow at ${shadowedAt}`]
        : [],
    ),
    ...scenarios.flatMap(({ newest, scenario }) =>
      newest !== undefined && ['ssh', 'observe'].includes(scenario.sides.legacy.runner.kind) && Date.parse(newest.startedAt) >= since
        ? [`${newest.id} ran on it at ${newest.startedAt}`]
        : [],
    ),
  ];
  if (lives.length > 0) return condition.fail({ summary: `it answered since: ${lives.join('; ')}`, evidence, fix });
  const days = Math.floor((now.getTime() - since) / DAY_MS);
  if (days < asked) return condition.inconclusive({ summary: `${Math.max(0, days)} of ${asked} days`, evidence, fix: 'Wait.' });
  return condition.pass({ summary: `${days} days, since ${stopped.statement.on}`, evidence });
}
