import { mkdir } from 'node:fs/promises';
import { CreateClusterCommand } from '@aws-sdk/client-ecs';
import { CreateBucketCommand, PutBucketLifecycleConfigurationCommand } from '@aws-sdk/client-s3';
import { type AwsClients, makeAwsClients } from '../connections/aws-clients.ts';
import type { Context } from '../model/context.ts';
import type { World } from '../model/world.ts';
import { makeSecrets } from '../runtime/secrets.ts';
import { type AwsServer, startAwsServer } from './aws/aws-server.ts';
import type { ContainerEngineOptions } from './aws/ecs/containers/container-engine.ts';

/** Where the candidates' backups go. */
export const BACKUP_BUCKET = 'batch-backup';

const REGION = 'ap-northeast-1';
const CLUSTER = 'batch';
/** "One month", as the legacy script counts it. */
const BACKUP_DAYS = 31;
const SECRET = { keyId: 'SANDBOX_AWS_ACCESS_KEY_ID', key: 'SANDBOX_AWS_SECRET_ACCESS_KEY' } as const;

export interface CloudPlan {
  /** Absolute path of the folder to make. */
  readonly folder: string;
  /** PATH of tasks that run as processes. */
  readonly toolPath: string;
  /** Runs tasks as containers. */
  readonly engine: ContainerEngineOptions | undefined;
  /** What secrets of container definitions resolve to, by name. */
  readonly secretValues: Readonly<Record<string, string>>;
  readonly x: Pick<Context, 'clock' | 'ids'>;
}

/** The sandbox's AWS: cluster and bucket are there, and nothing else. */
export interface Cloud {
  readonly server: AwsServer;
  readonly clients: AwsClients;
  readonly world: World['aws'];
  /** By the names of secrets that the world uses. */
  readonly secrets: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export async function startCloud(plan: CloudPlan): Promise<Cloud> {
  const credentials = {
    accessKeyId: `AKIA${plan.x.ids.unique().replace(/\W|_/g, 'X').slice(0, 16).toUpperCase()}`,
    secretAccessKey: plan.x.ids.unique(),
  };
  await mkdir(plan.folder, { mode: 0o700 });
  const environment = taskEnvironment(credentials);
  const server = await startAwsServer({
    folder: plan.folder,
    region: REGION,
    ...credentials,
    clock: plan.x.clock,
    ids: plan.x.ids,
    taskEnvironment: environment,
    secretValues: plan.secretValues,
    toolPath: plan.toolPath,
    engine: plan.engine,
  });
  // Known only now; no task has started yet.
  environment.AWS_ENDPOINT_URL = server.endpoint;
  const world = { region: REGION, endpoint: server.endpoint, accessKeyIdSecret: SECRET.keyId, secretAccessKeySecret: SECRET.key };
  const secrets = { [SECRET.keyId]: credentials.accessKeyId, [SECRET.key]: credentials.secretAccessKey };
  const known = makeSecrets({});
  known.provide(secrets);
  const clients = makeAwsClients(world, known);
  const close = async () => {
    clients.destroy();
    await server.close();
  };
  try {
    await furnish(clients);
  } catch (error) {
    await close();
    throw error;
  }
  return { server, clients, world, secrets, close };
}

/** A task has its role's credentials without asking; here they come as environment. */
function taskEnvironment(credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }): Record<string, string> {
  return {
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

async function furnish({ ecs, s3 }: AwsClients): Promise<void> {
  await ecs.send(new CreateClusterCommand({ clusterName: CLUSTER }));
  await s3.send(new CreateBucketCommand({ Bucket: BACKUP_BUCKET, CreateBucketConfiguration: { LocationConstraint: REGION } }));
  const rule = { ID: 'one-month', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: BACKUP_DAYS } } as const;
  await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket: BACKUP_BUCKET, LifecycleConfiguration: { Rules: [rule] } }));
}
