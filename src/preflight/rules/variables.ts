import type { TaskDefinition } from '@aws-sdk/client-ecs';
import type { PreflightItem } from '../../model/preflight.ts';
import type { SurveyUses } from '../../model/survey.ts';
import { candidateAnswer, isItem, type PreflightRule } from '../rule.ts';

const ID = 'variables';

/** Environment variables that the candidate's scripts read and nobody sets on the way. */
export const variables: PreflightRule = {
  id: ID,
  check(facts) {
    const needed = variablesOf(facts.uses.candidate);
    const injected = facts.scenario.businessDate.mode === 'injected' ? facts.scenario.businessDate.variable : undefined;
    return needed.map((use): PreflightItem => {
      const { name, at } = use;
      const item = { rule: ID, subject: name, at };
      if (name === injected) return { ...item, state: 'OK', why: 'given by a rehearsal; in production the script must find it itself' };
      const answer = candidateAnswer(ID, name, facts);
      if (isItem(answer)) return { ...answer, at };
      // The environment was asked with what the scenario sets, which says nothing of production.
      const rehearsed = facts.scenario.sides.candidate.environment[name] !== undefined;
      if (rehearsed && facts.definition !== undefined && !defines(facts.definition, name))
        return {
          ...item,
          state: 'DIFFERS',
          why: 'only the scenario sets it: nobody would in production',
          fix: { taskDefinition: `{ "name": "${name}", "value": "…" }` },
        };
      if (answer.get(`variable.${name}`) === 'set') return { ...item, state: 'OK', why: 'set' };
      return {
        ...item,
        state: 'MISSING',
        why: 'the script reads it, and nothing sets it',
        fix: { taskDefinition: `{ "name": "${name}", "value": "…" }` },
      };
    });
  },
};

function defines({ containerDefinitions = [] }: TaskDefinition, wanted: string): boolean {
  return containerDefinitions.some(({ environment = [], secrets = [] }) => [...environment, ...secrets].some(({ name }) => name === wanted));
}

/** Names that must come from outside. */
export function variablesOf(uses: SurveyUses | undefined): SurveyUses['variables'] {
  return (uses?.variables ?? []).filter(({ origin, name }) => origin === 'nowhere' && /^[A-Za-z_]\w*$/.test(name));
}
