import type { PreflightItem } from '../../model/preflight.ts';
import type { PreflightFacts, PreflightRule } from '../rule.ts';

/** What only a task in the production account can prove. The sandbox has neither IAM nor subnets, so there is nothing that could be missing in it. */
export const platform: PreflightRule = {
  id: 'platform',
  check(facts) {
    if (facts.world === 'sandbox') return [];
    return [roles(facts), actions(facts), network(facts)];
  },
};

function roles({ definition }: PreflightFacts): PreflightItem {
  const item = { rule: 'iam', subject: 'roles' };
  if (definition === undefined) return { ...item, state: 'SKIPPED', why: 'there is no task definition to look at' };
  const missing = [
    definition.executionRoleArn === undefined ? 'executionRoleArn' : '',
    definition.taskRoleArn === undefined ? 'taskRoleArn' : '',
  ].filter((one) => one !== '');
  if (missing.length === 0) return { ...item, state: 'OK', why: `${definition.executionRoleArn}, ${definition.taskRoleArn}` };
  return {
    ...item,
    state: 'MISSING',
    why: `no ${missing.join(', no ')}`,
    fix: { taskDefinition: missing.map((name) => `"${name}": "arn:aws:iam::…"`).join(', ') },
  };
}

const FRESH_MS = 7 * 86_400_000;

/** This command writes nothing. A rehearsal with real tasks has done all that the batch does, by its own role. */
function actions({ lastPass, candidateRunner, now }: PreflightFacts): PreflightItem {
  const item = { rule: 'iam', subject: 'actions' };
  const fresh = lastPass !== undefined && now - Date.parse(lastPass.at) <= FRESH_MS;
  if (fresh && candidateRunner === 'fargate')
    return { ...item, state: 'OK', why: `run ${lastPass.run} of ${lastPass.at} passed with real tasks of this role` };
  return {
    ...item,
    state: 'SKIPPED',
    why: 'whether the task role may do what the batch does shows only in a rehearsal with real tasks, and none passed here within 7 days',
  };
}

function network({ candidateRunner, asked }: PreflightFacts): PreflightItem {
  const item = { rule: 'network', subject: 'subnets and public IP' };
  if (candidateRunner !== 'fargate')
    return { ...item, state: 'SKIPPED', why: `only a real task proves them; the candidate runs as ${candidateRunner}` };
  if ('answer' in asked.candidate) return { ...item, state: 'OK', why: 'a task started there, pulled its image and wrote its log' };
  return { ...item, state: 'SKIPPED', why: asked.candidate.unasked };
}
