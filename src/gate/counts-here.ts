import type { GateWorld } from '../model/gate-policy.ts';
import type { Scenario } from '../model/scenario.ts';
import type { World } from '../model/world.ts';
import { referencesOf } from '../scenario/references.ts';

/** The world whose runs count. */
export interface Here {
  readonly kind: World['kind'];
  /** Why a run of another world of that kind does not count, or undefined. */
  foreign(world: World): string | undefined;
}

/** The real worlds that a policy lets count. */
export function hereByPolicy(policy: GateWorld): Here {
  return { kind: 'real', foreign: (world) => foreignWorld(world, policy) };
}

/** The world that is acted in now, by the hosts and databases of it that matter. A sandbox is one world wherever it lies. */
export function hereNow(now: World, matters: Names): Here {
  const { kind, aws } = now;
  const policy = aws.endpoint === undefined ? {} : { endpoint: aws.endpoint };
  return { kind, foreign: (world) => (kind === 'sandbox' ? undefined : (foreignWorld(world, policy) ?? otherPlace(world, now, matters))) };
}

interface Names {
  readonly hosts: readonly string[];
  readonly databases: readonly string[];
}

/** Why a run of this world does not count, or undefined. The sandbox never does; neither does a stand-in for AWS that the policy does not name. */
export function foreignWorld(world: World, policy: GateWorld): string | undefined {
  if (world.kind !== 'real') return 'in the sandbox';
  if (world.aws.endpoint !== policy.endpoint) return `AWS at ${world.aws.endpoint ?? 'AWS itself'}, not at ${policy.endpoint ?? 'AWS itself'}`;
  if (policy.region !== undefined && world.aws.region !== policy.region) return `region ${world.aws.region ?? 'not said'}, not ${policy.region}`;
  for (const [name, address] of Object.entries(policy.hosts ?? {})) {
    const met = world.hosts[name]?.address;
    if (met !== address) return `host ${name} at ${met ?? 'no address'}, not at ${address}`;
  }
  return undefined;
}

function otherPlace(world: World, now: World, matters: Names): string | undefined {
  // Another account, too, by what says whose credentials are taken.
  return elsewhere(world, now, matters) ?? otherFields(world, now, ['profile', 'accessKeyIdSecret']);
}

/** Why two runs were not made in the same place, by region and by the hosts and databases that matter, or undefined. Whose credentials were taken may differ: a person's, CI's. */
export function elsewhere(world: World, other: World, { hosts, databases }: Names): string | undefined {
  return (
    otherFields(world, other, ['region']) ??
    otherAddress('host', hosts, world.hosts, other.hosts) ??
    otherAddress('database', databases, world.databases, other.databases)
  );
}

/** Where the evidence of a scenario comes from. */
export function namesOf({ sides, outputs, probes }: Scenario): Names {
  const all = referencesOf({ sides, outputs, probes });
  const named = (kind: 'host' | 'database') => [...new Set(all.flatMap((one) => (one.kind === kind ? [one.name] : [])))];
  return { hosts: named('host'), databases: named('database') };
}

function otherFields(world: World, now: World, fields: readonly (keyof typeof FIELDS)[]): string | undefined {
  const field = fields.find((one) => world.aws[one] !== now.aws[one]);
  return field === undefined ? undefined : `AWS ${FIELDS[field]} ${world.aws[field] ?? 'not said'}, not ${now.aws[field] ?? 'not said'}`;
}

const FIELDS = { region: 'region', profile: 'profile', accessKeyIdSecret: 'credentials' } as const;

interface Place {
  readonly address: string;
  readonly port: number;
  readonly database?: string;
}

function otherAddress(
  kind: string,
  names: readonly string[],
  met: Readonly<Record<string, Place>>,
  now: Readonly<Record<string, Place>>,
): string | undefined {
  const at = (place: Place | undefined) =>
    place === undefined ? 'no address' : `${place.address}:${place.port}${place.database === undefined ? '' : `/${place.database}`}`;
  const name = names.find((one) => at(met[one]) !== at(now[one]));
  return name === undefined ? undefined : `${kind} ${name} at ${at(met[name])}, not at ${at(now[name])}`;
}
