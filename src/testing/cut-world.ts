import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateScheduleCommand, GetScheduleCommand } from '@aws-sdk/client-scheduler';
import { setScheduleState } from '../connections/schedule-state.ts';
import { TEST_KEY, TEST_REGION } from './aws-clients.ts';
import { startAwsStandIn } from './aws-stand-in.ts';
import { type CutNetwork, makeCutNetwork } from './cut-network.ts';
import { type HostDatabase, startHostDatabase } from './host-database.ts';
import { startOpenssh } from './openssh-server.ts';

/** A real sshd (a batch host and a partner in one) with a real database, and a stand-in for AWS with one schedule; host and AWS lie behind a network that can be cut. */
export interface CutWorld {
  readonly network: CutNetwork;
  /** Folder of the host, which is this machine's. */
  readonly home: string;
  readonly world: {
    readonly kind: 'real';
    readonly hosts: Readonly<Record<'batch' | 'partner', Address>>;
    readonly databases: Record<string, never>;
    readonly aws: AwsSettings;
  };
  /** Values of the secrets that the world names. */
  readonly secrets: Readonly<Record<string, string>>;
  /** On the host, empty. */
  readonly database: HostDatabase;
  /** A script on the host; `psql` finds the database. */
  script(name: string, text: string): void;
  /** State of the schedule `batch`, asked and set on another way than through the network. */
  schedule(): Promise<string | undefined>;
  disable(): Promise<void>;
  enable(): Promise<void>;
  close(): Promise<void>;
}

type Address = Awaited<ReturnType<typeof startOpenssh>>['address'];
type AwsSettings = { readonly region: string; readonly endpoint: string; readonly accessKeyIdSecret: string; readonly secretAccessKeySecret: string };

export async function startCutWorld(sshd: string, folder: string): Promise<CutWorld> {
  const home = join(folder, 'host');
  mkdirSync(home, { recursive: true });
  const server = await startOpenssh(sshd, join(folder, 'sshd'));
  const aws = await startAwsStandIn();
  const database = await startHostDatabase(folder);
  const network = makeCutNetwork();
  const [ssh, http] = [await network.through(server.address.port), await network.through(Number(new URL(aws.endpoint).port))];
  const Target = { Arn: 'arn:cluster', RoleArn: 'arn:role', EcsParameters: { TaskDefinitionArn: 'arn:td' } };
  await aws.scheduler.send(
    new CreateScheduleCommand({
      Name: 'batch',
      ScheduleExpression: 'cron(0 0 1 1 ? 2099)',
      State: 'DISABLED',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target,
    }),
  );
  const address = { ...server.address, port: ssh };
  return {
    ...{ network, home, database, secrets: { ID: TEST_KEY.accessKeyId, KEY: TEST_KEY.secretAccessKey } },
    world: {
      ...{ kind: 'real', hosts: { batch: address, partner: address }, databases: {} },
      aws: { region: TEST_REGION, endpoint: `http://127.0.0.1:${http}`, accessKeyIdSecret: 'ID', secretAccessKeySecret: 'KEY' },
    },
    script: (name, text) => writeFileSync(join(home, name), `#!/bin/sh\n${database.environment}\n${text}\n`, { mode: 0o755 }),
    schedule: async () => (await aws.scheduler.send(new GetScheduleCommand({ Name: 'batch' }))).State,
    disable: async () => void (await setScheduleState(aws.scheduler, { group: 'default', name: 'batch' }, 'DISABLED')),
    enable: async () => void (await setScheduleState(aws.scheduler, { group: 'default', name: 'batch' }, 'ENABLED')),
    async close() {
      await network.close();
      await server.stop();
      await aws.close();
      await database.stop();
    },
  };
}
