import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import type { PreflightItem } from '../../model/preflight.ts';
import { candidateAnswer, isItem, type PreflightFacts, type PreflightRule } from '../rule.ts';

/** What the task definition promises: secrets that arrive, a log that is kept, an image that stays the same, roles. */
export const taskDefinition: PreflightRule = {
  id: 'task-definition',
  check(facts) {
    const { definition } = facts;
    if (definition === undefined) {
      const subject = 'task definition';
      return [
        {
          rule: 'task-definition',
          subject,
          state: 'SKIPPED',
          why: `the candidate runs as ${facts.candidateRunner}: there is no task definition to look at`,
        },
      ];
    }
    return (definition.containerDefinitions ?? []).flatMap((container) => [
      ...secrets(container, facts),
      ...log(container, facts),
      image(container, facts),
    ]);
  },
};

function secrets({ secrets: all = [] }: ContainerDefinition, facts: PreflightFacts): PreflightItem[] {
  return all.map(({ name = '', valueFrom = '' }): PreflightItem => {
    const answer = candidateAnswer('secrets', name, facts);
    if (isItem(answer)) return answer;
    const item = { rule: 'secrets', subject: name };
    if (answer.get(`variable.${name}`) === 'set') return { ...item, state: 'OK', why: 'set in the task' };
    return {
      ...item,
      state: 'MISSING',
      why: `the task did not get it from ${valueFrom}`,
      fix: { text: 'Create the secret, and let the execution role read it (secretsmanager:GetSecretValue).' },
    };
  });
}

function log({ logConfiguration, name = '' }: ContainerDefinition, facts: PreflightFacts): PreflightItem[] {
  const item = { rule: 'log-group', subject: name };
  const group = logConfiguration?.options?.['awslogs-group'];
  if (logConfiguration?.logDriver !== 'awslogs' || group === undefined) {
    const taskDefinition =
      '"logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "…", "awslogs-region": "…", "awslogs-stream-prefix": "…" } }';
    return [{ ...item, state: 'MISSING', why: 'no awslogs driver: the log of the task would not be found', fix: { taskDefinition } }];
  }
  const exists = facts.logGroups[group];
  if (exists === undefined) return [{ ...item, state: 'SKIPPED', why: `whether ${group} exists could not be asked` }];
  if (exists) return [{ ...item, state: 'OK', why: group }];
  return [
    {
      ...item,
      state: 'MISSING',
      why: `there is no log group ${group}: the task would not start`,
      fix: { text: `aws logs create-log-group --log-group-name ${group}` },
    },
  ];
}

function image({ image: name = '', name: container = '' }: ContainerDefinition, facts: PreflightFacts): PreflightItem {
  const item = { rule: 'image', subject: container, candidate: name };
  if (facts.world === 'sandbox' || /@sha256:[0-9a-f]{64}$/.test(name))
    return { ...item, state: 'OK', why: facts.world === 'sandbox' ? 'built by the sandbox from the scenario' : 'pinned by digest' };
  const latest = !/:[^/]+$/.test(name) || /:latest$/.test(name);
  if (!latest) return { ...item, state: 'SKIPPED', why: 'a tag may be moved to another image; each run records the digest that ran' };
  return {
    ...item,
    state: 'DIFFERS',
    why: 'latest is another image after each push: what was rehearsed is not what will run',
    fix: { taskDefinition: `"image": "${name.replace(/:latest$/, '')}@sha256:…"` },
  };
}
