import type { Context } from '../model/context.ts';
import { TwinrunError } from '../model/error.ts';
import type { World } from '../model/world.ts';
import { type AwsClients, makeAwsClients } from './aws-clients.ts';
import { chooseEngine } from './container/choose-engine.ts';
import type { EngineClient } from './container/engine-client.ts';
import type { Batch } from './database/batch.ts';
import { queryDatabase, type ReadLimits, readRows } from './database/read-rows.ts';
import { connectSsh, type SshConnection } from './ssh/ssh-connection.ts';

/** The clients of one world: each made once, when first asked for, and closed once. */
export interface Connections {
  /** Where its names lead. */
  readonly world: World;
  ssh(host: string): Promise<SshConnection>;
  aws(): AwsClients;
  /** The engine of that program, called as the world says where it names the same. `auto` is the world's, else podman, else docker. */
  engine(program: 'podman' | 'docker' | 'auto'): Promise<EngineClient>;
  /** Runs one read-only query whose result is small. */
  query(database: string, sql: string, limits?: ReadLimits): Promise<Batch>;
  /** Streams the result of one read-only query, however large. */
  rows(database: string, sql: string, limits?: ReadLimits): AsyncGenerator<Batch, void, undefined>;
  close(): Promise<void>;
}

/** `environment` is that of this process: container engines find their store, programs and daemon by it. */
export function makeConnections(
  world: World,
  x: Pick<Context, 'signal' | 'secrets' | 'log' | 'clock'>,
  environment: Readonly<Record<string, string | undefined>> = {},
): Connections {
  const hosts = new Map<string, Promise<SshConnection>>();
  let aws: AwsClients | undefined;
  return {
    world,
    async ssh(host) {
      const known = hosts.get(host);
      if (known !== undefined) {
        const connection = await known;
        if (connection.alive) return connection;
      }
      const made = connectSsh(host, named(world.hosts, host, 'host'), x);
      hosts.set(host, made);
      made.catch(() => hosts.delete(host));
      return made;
    },
    aws() {
      aws ??= makeAwsClients(world.aws, x.secrets);
      return aws;
    },
    engine: (program) => chooseEngine(program, world.engine, environment),
    query: async (database, sql, limits) => queryDatabase(named(world.databases, database, 'database'), sql, x, limits),
    rows: (database, sql, limits) => readRows(named(world.databases, database, 'database'), sql, x, limits),
    async close() {
      for (const connection of await Promise.allSettled(hosts.values())) if (connection.status === 'fulfilled') connection.value.close();
      hosts.clear();
      aws?.destroy();
    },
  };
}

function named<T>(all: Readonly<Record<string, T>>, name: string, noun: string): T {
  const found = Object.hasOwn(all, name) ? all[name] : undefined;
  if (found !== undefined) return found;
  throw new TwinrunError({
    code: `world.${noun}-unknown`,
    class: 'misuse',
    message: `there is no ${noun} ${name} in this world`,
    expected: Object.keys(all).join(', ') || `at least one ${noun}`,
    received: name,
    fix: `Name it under ${noun}s: in twinrun.yaml, or correct the scenario.`,
  });
}
