import type { PreflightItem } from '../../model/preflight.ts';
import { candidateAnswer, isItem, type PreflightFacts, type PreflightRule } from '../rule.ts';

const ID = 'reachability';

/** Addresses that the environment holds as NAME_HOST and NAME_PORT: a connection is opened and closed. Only a task in the scenario's subnets proves it. */
export const reachability: PreflightRule = {
  id: ID,
  check: (facts) => endpointsOf(facts).map(({ host }) => itemOf(host, facts)),
};

function itemOf(variable: string, facts: PreflightFacts): PreflightItem {
  const subject = variable;
  const answer = candidateAnswer(ID, subject, facts);
  if (isItem(answer)) return answer;
  const [code, where = ''] = (answer.get(`reach.${variable}`) ?? '').split(' ');
  const item = { rule: ID, subject, candidate: where };
  if (code === 'unset')
    return { ...item, state: 'MISSING', why: `${variable} is empty`, fix: { taskDefinition: `{ "name": "${variable}", "value": "…" }` } };
  if (code === 'no-tool' || code === '' || code === undefined)
    return { ...item, state: 'SKIPPED', why: 'neither nc nor bash is there to try it with' };
  const real = facts.candidateRunner === 'fargate';
  if (code === '0' && real) return { ...item, state: 'OK', why: `a connection to ${where} opened` };
  if (code === '0')
    return { ...item, state: 'SKIPPED', why: `${where} answers from here; only a task in the scenario's subnets proves that it does from there` };
  if (!real) return { ...item, state: 'SKIPPED', why: `${where} did not answer from here, which says nothing of the scenario's subnets` };
  return {
    ...item,
    state: 'MISSING',
    why: `${where} did not answer within 5 s`,
    fix: { text: 'Look at name resolution, security group (outbound), NAT or VPC endpoint, and the allow list of the other end.' },
  };
}

/** Pairs of variables of the definition: PARTNER_HOST with PARTNER_PORT, PGHOST with PGPORT. */
export function endpointsOf({ definition, scenario }: Pick<PreflightFacts, 'definition' | 'scenario'>): readonly { host: string; port: string }[] {
  const declared = (definition?.containerDefinitions ?? []).flatMap(({ environment = [] }) => environment.map(({ name = '' }) => name));
  const names = new Set([...declared, ...Object.keys(scenario.sides.candidate.environment)]);
  return [...names]
    .filter((name) => /^[A-Za-z_]\w*HOST$/.test(name))
    .map((host) => ({ host, port: host.replace(/HOST$/, 'PORT') }))
    .filter(({ port }) => names.has(port));
}
