import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Context } from '../model/context.ts';
import type { EngineSetting } from '../model/engine-setting.ts';
import type { HostAddress, World } from '../model/world.ts';
import { builtFile } from '../runtime/built-file.ts';
import { BATCH_USER, type BatchSettings, batchVariables, furnishBatchHost, knownHosts } from './batch-host.ts';
import { type Deployment, makeDeployment } from './deployment.ts';
import { OPERATOR_USER } from './partner-hosts.ts';
import { type Postgres, startPostgres } from './postgres/postgres.ts';
import { generateKeyPair } from './ssh/key-pair.ts';
import type { SshServer } from './ssh/ssh-server.ts';
import { BACKUP_BUCKET, startCloud } from './start-cloud.ts';
import { type Hosts, startHosts } from './start-hosts.ts';
import { installTools } from './tools/install-tools.ts';

/** The rehearsal world, up and furnished. */
export interface RunningSandbox {
  readonly world: World;
  readonly secrets: Readonly<Record<string, string>>;
  readonly deployment: Deployment;
  runningTasks(): number;
  /** Ends all servers and all that they started. */
  close(): Promise<void>;
}

export interface SandboxOptions {
  /** Absolute path of an existing folder for everything that the sandbox keeps. */
  readonly folder: string;
  /** Of this process. Its PATH is where real programs are found, which are preferred to stand-ins. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs candidates as containers. */
  readonly engine?: EngineSetting | undefined;
  readonly x: Pick<Context, 'clock' | 'ids' | 'log'>;
}

type Closers = (() => Promise<void>)[];

const DATABASE_SECRET = 'SANDBOX_DB_PASSWORD';

/** Starts every server of the rehearsal world. What was started is ended again when a later one fails. */
export async function startRunningSandbox(options: SandboxOptions): Promise<RunningSandbox> {
  const closers: Closers = [];
  const close = async () => {
    for (const end of closers.splice(0).reverse()) await end();
  };
  try {
    return { ...(await start(options, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(options: SandboxOptions, closers: Closers): Promise<Omit<RunningSandbox, 'close'>> {
  const { folder, x, engine, environment } = options;
  const searchPath = searchPathOf(options);
  const root = (host: keyof Hosts) => join(folder, 'hosts', host);
  const toolPath = `${join(folder, 'tools')}:${searchPath}`;
  const keys = { operator: generateKeyPair(), partner: generateKeyPair() };
  const identityFile = join(folder, 'operator_key');
  await writeFile(identityFile, `${keys.operator.privateKey.trimEnd()}\n`, { mode: 0o600 });

  // The database takes longest: what does not need it starts meanwhile.
  const [postgres, hosts] = await together([
    startPostgres({ folder, clock: x.clock, searchPath }).then((server) => closing(closers, server, () => server.stop())),
    startHosts({
      root,
      toolPath,
      operatorKey: keys.operator.publicKey,
      partnerKey: keys.partner.publicKey,
      log: x.log,
      started: (server) => closers.push(() => server.close()),
    }),
    putTools(options),
  ]);
  const settings: BatchSettings = { postgres, partner: hosts.partner, decoy: hosts.decoy, partnerKey: keys.partner.privateKey };
  await furnishBatchHost(root('batch'), settings, x.clock);
  const cloud = await startCloud({
    folder: join(folder, 'aws'),
    toolPath,
    engine: engine === undefined ? undefined : { setting: engine, environment, mark: basename(folder) },
    secretValues: secretValues(settings),
    x,
  });
  closers.push(cloud.close);
  const deployment = makeDeployment({
    batchRoot: root('batch'),
    makeDecoyFolder: async (path) => void (await mkdir(join(root('decoy'), path), { recursive: true, mode: 0o700 })),
    awsServer: cloud.server,
    aws: cloud.clients,
    variables: { ...batchVariables(settings), BACKUP_BUCKET },
  });
  return {
    world: { kind: 'sandbox', hosts: addresses(hosts, identityFile), databases: { analytics: database(postgres) }, aws: cloud.world },
    secrets: { [DATABASE_SECRET]: postgres.reader.password, ...cloud.secrets },
    deployment,
    runningTasks: () => cloud.server.runningTasks(),
  };
}

/** Like Promise.all, but waits for all of them before it fails: nothing may still be starting when the closing begins. */
async function together<T extends readonly Promise<unknown>[]>(starting: readonly [...T]): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(starting);
  return Promise.all(starting) as Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }>;
}

function closing<T>(closers: Closers, value: T, end: () => Promise<void>): T {
  closers.push(end);
  return value;
}

function searchPathOf({ environment }: SandboxOptions): string {
  return environment.PATH ?? '/usr/bin:/bin';
}

async function putTools(options: SandboxOptions): Promise<void> {
  const folder = join(options.folder, 'tools');
  await mkdir(folder, { mode: 0o755 });
  await installTools(folder, { distTools: builtFile('sandbox/tools'), searchPath: searchPathOf(options), standIns: 'missing' });
}

function secretValues(settings: BatchSettings): Readonly<Record<string, string>> {
  return {
    PGPASSWORD: settings.postgres.reader.password,
    PARTNER_KEY: settings.partnerKey.trimEnd(),
    PARTNER_KNOWN_HOSTS: knownHosts(settings).trimEnd(),
  };
}

function addresses(hosts: Hosts, identityFile: string): World['hosts'] {
  const address = (user: string, server: SshServer): HostAddress => ({
    address: '127.0.0.1',
    port: server.port,
    user,
    hostKey: server.fingerprint,
    identityFiles: [identityFile],
  });
  return { batch: address(BATCH_USER, hosts.batch), partner: address(OPERATOR_USER, hosts.partner), decoy: address(OPERATOR_USER, hosts.decoy) };
}

function database({ address, port, database, reader }: Postgres): World['databases'][string] {
  return { kind: 'postgres', address, port, database, user: reader.user, passwordSecret: DATABASE_SECRET };
}
