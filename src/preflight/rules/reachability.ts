import type { PreflightItem } from '../../model/preflight.ts';
import type { Endpoint } from '../probe-script.ts';
import { candidateAnswer, isItem, type PreflightFacts, type PreflightRule } from '../rule.ts';

const ID = 'reachability';

/** Addresses that the environment holds as NAME_HOST and NAME_PORT, and the S3 of the candidate's outputs: a name is looked up, a connection opened and closed. Only a task in the scenario's subnets proves it. */
export const reachability: PreflightRule = {
  id: ID,
  check: (facts) => endpointsOf(facts).map(({ name }) => itemOf(name, facts)),
};

function itemOf(subject: string, facts: PreflightFacts): PreflightItem {
  const answer = candidateAnswer(ID, subject, facts);
  if (isItem(answer)) return answer;
  const [code, where = ''] = (answer.get(`reach.${subject}`) ?? '').split(' ');
  const item = { rule: ID, subject, candidate: where };
  if (code === 'unset')
    return { ...item, state: 'MISSING', why: `${subject} is empty`, fix: { taskDefinition: `{ "name": "${subject}", "value": "…" }` } };
  if (code === 'no-tool' || code === '' || code === undefined)
    return { ...item, state: 'SKIPPED', why: 'neither nc nor bash is there to try it with' };
  const real = facts.candidateRunner === 'fargate';
  if (code === '0' && real) return { ...item, state: 'OK', why: `a connection to ${where} opened` };
  if (code === '0')
    return { ...item, state: 'SKIPPED', why: `${where} answers from here; only a task in the scenario's subnets proves that it does from there` };
  if (!real) return { ...item, state: 'SKIPPED', why: `${where} did not answer from here, which says nothing of the scenario's subnets` };
  if (code === 'dns')
    return {
      ...item,
      state: 'MISSING',
      why: `the name of ${where} is not found there`,
      fix: { text: 'Look at the name, at DNS of the VPC (enableDnsSupport, enableDnsHostnames) and at its private zones.' },
    };
  return {
    ...item,
    state: 'MISSING',
    why: `${where} did not answer within 5 s`,
    fix: { text: 'Look at name resolution, security group (outbound), NAT or VPC endpoint, and the allow list of the other end.' },
  };
}

/** Where a variable names a host and no other its port. */
const PORTS: readonly (readonly [RegExp, string])[] = [
  [/^PG/, '5432'],
  [/MYSQL|MARIADB/, '3306'],
  [/SFTP|SSH/, '22'],
  [/SMTP/, '25'],
];

/** Pairs of variables of the definition: PARTNER_HOST with PARTNER_PORT, PGHOST with PGPORT or its usual port; and S3, where an output of the candidate lies. */
export function endpointsOf({ definition, scenario, aws }: Pick<PreflightFacts, 'definition' | 'scenario' | 'aws'>): readonly Endpoint[] {
  const declared = (definition?.containerDefinitions ?? []).flatMap(({ environment = [] }) => environment.map(({ name = '' }) => name));
  const names = new Set([...declared, ...Object.keys(scenario.sides.candidate.environment)]);
  const variables = [...names]
    .filter((name) => /^[A-Za-z_]\w*HOST$/.test(name))
    .flatMap((name): Endpoint[] => {
      const port = name.replace(/HOST$/, 'PORT');
      const usual = PORTS.find(([pattern]) => pattern.test(name))?.[1];
      if (names.has(port)) return [{ name, host: { variable: name }, port: { variable: port } }];
      return usual === undefined ? [] : [{ name, host: { variable: name }, port: { text: usual } }];
    });
  return [...variables, ...s3Endpoints(scenario, definition, aws)];
}

/** By the region of the task definition, where the task will run. */
function s3Endpoints(
  scenario: PreflightFacts['scenario'],
  definition: PreflightFacts['definition'],
  aws: PreflightFacts['aws'],
): readonly Endpoint[] {
  const places = Object.values(scenario.outputs).map(({ sides }) => sides.candidate);
  const buckets = new Set(places.flatMap(({ kind, config }) => (kind === 's3' ? [String((config as { bucket?: unknown }).bucket)] : [])));
  if (buckets.size === 0) return [];
  if (aws.endpoint !== undefined) {
    const { hostname, port, protocol } = new URL(aws.endpoint);
    return [{ name: 'S3', host: { text: hostname.replace(/^\[|\]$/g, '') }, port: { text: port || (protocol === 'http:' ? '80' : '443') } }];
  }
  const region = definition?.taskDefinitionArn?.split(':')[3] ?? aws.region;
  return [
    {
      name: 'S3',
      host: { text: region === undefined ? 's3.amazonaws.com' : `s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}` },
      port: { text: '443' },
    },
  ];
}
