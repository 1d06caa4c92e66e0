import { dirname, join, resolve } from 'node:path';
import type { z } from 'zod';
import type { EngineSetting } from '../model/engine-setting.ts';
import { TwinrunError } from '../model/error.ts';
import type { GatePolicy, HostPolicy } from '../model/gate-policy.ts';
import type { AwsAddress, DatabaseAddress } from '../model/world.ts';
import { findUpwards } from './find-upwards.ts';
import type { SshHost } from './hosts/ssh-host-schema.ts';
import { throwProblems } from './problem.ts';
import { readForm } from './read-form.ts';
import { readInput } from './read-input.ts';
import { type DatabaseChoice, type HostChoice, workspaceSchema } from './workspace-schema.ts';
import { parseYaml } from './yaml-source.ts';

/** Where scenarios and runs lie, and what the names in scenarios stand for. From twinrun.yaml. */
export interface Workspace {
  /** Absolute path of its twinrun.yaml. */
  readonly file: string;
  /** Absolute path of its folder. */
  readonly folder: string;
  readonly hosts: Readonly<Record<string, { readonly sandbox: 'batch' | 'partner' | 'decoy' } | { readonly ssh: SshHost }>>;
  readonly databases: Readonly<Record<string, { readonly sandbox: 'analytics' } | { readonly server: DatabaseAddress }>>;
  readonly aws: { readonly sandbox: true } | AwsAddress;
  /** Of runners of kind `container`. */
  readonly engine?: EngineSetting;
  /** Without an engine, candidates run in the sandbox as processes. */
  readonly sandbox: { readonly engine?: EngineSetting };
  /** `folder` is absolute; with `s3` it holds runs under way and copies, and the truth lies on S3. */
  readonly store: {
    readonly folder: string;
    readonly s3?: { readonly bucket: string; readonly prefix: string; readonly kmsKey?: string; readonly lockLedger?: number };
  };
  /** How many scenarios run at the same time. */
  readonly concurrency: number;
  /** How long a scenario waits for a host that another one works on, ms. */
  readonly hostWait: number;
  /** What the gate asks where a scenario does not say it, and of hosts. */
  readonly gate: { readonly policy: Partial<GatePolicy>; readonly hosts: Readonly<Record<string, HostPolicy>> };
}

/**
 * The workspace of a folder: the nearest twinrun.yaml there or above, or the file that is named.
 * Throws `workspace.not-found`, or TwinrunErrors (misuse) with all mistakes of the file.
 */
export async function loadWorkspace(startFolder: string, explicitFile?: string): Promise<Workspace> {
  const file = explicitFile === undefined ? await findUpwards(resolve(startFolder), 'twinrun.yaml') : resolve(startFolder, explicitFile);
  if (file === undefined) throw noWorkspace(resolve(startFolder));
  const absence = { code: 'workspace.not-found', message: `there is no file ${file}`, fix: 'Correct the path, or run `twinrun init` there.' };
  return parseWorkspace(await readInput(file, absence), file);
}

/** Validates the bytes of a twinrun.yaml; `file` is its absolute path. Throws TwinrunErrors with all mistakes. */
export async function parseWorkspace(bytes: Uint8Array, file: string): Promise<Workspace> {
  const source = parseYaml(bytes, file);
  const { value, problems } = await readForm(source, workspaceSchema, 'workspace');
  throwProblems(problems, source);
  const { hosts, databases, aws, engine, sandbox, store, concurrency, hostWait, gate } = value as NonNullable<typeof value>;
  const folder = dirname(file);
  return {
    file,
    folder,
    hosts: mapValues(hosts as Readonly<Record<string, HostChoice>>, toHost),
    databases: mapValues(databases as Readonly<Record<string, DatabaseChoice>>, (choice) => toDatabase(choice, folder)),
    aws: aws.sandbox === true ? { sandbox: true } : aws,
    ...(engine === undefined ? {} : { engine }),
    sandbox,
    store: toStore(store, folder),
    concurrency,
    hostWait,
    gate: toGate(gate),
  };
}

function toStore({ folder = 'reports', s3 }: z.output<typeof workspaceSchema>['store'], base: string): Workspace['store'] {
  if (s3 === undefined) return { folder: resolve(base, folder) };
  const { staging, ...place } = s3;
  return { folder: resolve(base, staging), s3: place };
}

function toGate({ hosts, ...policy }: z.output<typeof workspaceSchema>['gate']): Workspace['gate'] {
  return { policy, hosts: Object.fromEntries(Object.entries(hosts).map(([name, host]) => [name, { ...host, survey: host.survey ?? name }])) };
}

function toHost(choice: HostChoice): Workspace['hosts'][string] {
  return choice.kind === 'sandbox' ? { sandbox: choice.config } : { ssh: choice.config };
}

function toDatabase(choice: DatabaseChoice, folder: string): Workspace['databases'][string] {
  if (choice.kind === 'sandbox') return { sandbox: choice.config };
  const { ca, ...config } = choice.config;
  return { server: { kind: choice.kind, ...config, ...(ca === undefined ? {} : { ca: resolve(folder, ca) }) } };
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Readonly<Record<string, B>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

function noWorkspace(folder: string): TwinrunError {
  return new TwinrunError({
    code: 'workspace.not-found',
    class: 'misuse',
    message: 'no workspace here',
    expected: `twinrun.yaml in ${folder} or a folder above it`,
    received: 'none',
    at: { file: join(folder, 'twinrun.yaml') },
    fix: 'Run `twinrun init` to make one, or go to the folder of your workspace.',
  });
}
