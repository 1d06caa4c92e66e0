import { TwinrunError } from '../model/error.ts';
import type { RetiredBatch } from '../model/retired.ts';
import type { Scenario } from '../model/scenario.ts';
import type { HostAddress, World } from '../model/world.ts';
import { type Machine, resolveHost } from './hosts/resolve-host.ts';
import { mapping } from './raw.ts';
import { referencesOf } from './references.ts';
import { PLACES } from './rules/known-places.ts';
import type { Workspace } from './workspace.ts';

/**
 * Whether the sandbox must be up: for a scenario, when it names a host or database of the sandbox or the AWS account is the sandbox's;
 * without one, when anything of the workspace is.
 */
export function usesSandbox(workspace: Workspace, scenario?: Scenario | RetiredBatch): boolean {
  if ('sandbox' in workspace.aws) return true;
  const places = { host: workspace.hosts, database: workspace.databases };
  if (scenario === undefined) return Object.values(places).some((place) => Object.values(place).some((entry) => 'sandbox' in entry));
  return PLACES.flatMap((section) => referencesOf(mapping(scenario)[section])).some(({ kind, name }) => {
    const entry = Object.hasOwn(places[kind], name) ? places[kind][name] : undefined;
    return entry !== undefined && 'sandbox' in entry;
  });
}

/**
 * The world of a workspace: every name with its address. Without a sandbox, names that stand for it are left out. Its kind is `sandbox` as
 * soon as anything of it is the sandbox's. Hosts that are named by ssh_config are looked up there.
 * Throws `world.no-sandbox` when AWS is the sandbox's and there is none: falling back to a real account is never right.
 */
export async function resolveWorld(workspace: Workspace, sandbox: World | undefined, { home, environment }: Machine): Promise<World> {
  const hostOf = async (name: string, trail: readonly string[]): Promise<HostAddress | undefined> => {
    const entry = workspace.hosts[name];
    if (entry === undefined || trail.includes(name)) return undefined;
    if ('sandbox' in entry) return sandbox?.hosts[entry.sandbox];
    const { file, folder } = workspace;
    const around = { home, environment, file, folder, hosts: workspace.hosts, hostOf: (other: string) => hostOf(other, [...trail, name]) };
    return await resolveHost(name, entry.ssh, around);
  };
  const found = await Promise.all(Object.keys(workspace.hosts).map(async (name) => [name, await hostOf(name, [])] as const));
  const hosts = Object.fromEntries(found.flatMap(([name, address]) => (address === undefined ? [] : [[name, address] as const])));
  const databases = collect(workspace.databases, (entry) => ('sandbox' in entry ? sandbox?.databases[entry.sandbox] : entry.server));
  const aws = 'sandbox' in workspace.aws ? sandbox?.aws : workspace.aws;
  if (aws === undefined) throw noSandbox(workspace.file);
  const kind = sandbox !== undefined && usesSandbox(workspace) ? 'sandbox' : 'real';
  return { kind, hosts, databases, aws, ...(workspace.engine === undefined ? {} : { engine: workspace.engine }) };
}

function collect<A, B>(record: Readonly<Record<string, A>>, addressOf: (entry: A) => B | undefined): Readonly<Record<string, B>> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([name, entry]) => {
      const address = addressOf(entry);
      return address === undefined ? [] : [[name, address] as const];
    }),
  );
}

function noSandbox(file: string): TwinrunError {
  return new TwinrunError({
    code: 'world.no-sandbox',
    message: 'the AWS account of this workspace is the sandbox, which is not up',
    expected: 'the sandbox, started before',
    received: 'none',
    at: { file, field: 'aws' },
    fix: 'Run `twinrun sandbox up`, or name a real account under `aws:`.',
  });
}
