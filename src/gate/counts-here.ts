import type { GateWorld } from '../model/gate-policy.ts';
import type { World } from '../model/world.ts';

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
