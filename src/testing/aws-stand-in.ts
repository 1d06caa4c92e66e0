import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { systemClock } from '../runtime/clock.ts';
import { randomIds } from '../runtime/ids.ts';
import { type AwsServer, type AwsServerOptions, startAwsServer } from '../sandbox/aws/aws-server.ts';
import { type AwsClients, awsClients, TEST_KEY, TEST_REGION } from './aws-clients.ts';

/** Our stand-in with the official clients, in a temporary folder. */
export interface AwsStandIn extends AwsClients {
  readonly server: AwsServer;
  readonly folder: string;
  close(): Promise<void>;
}

/** Starts it; `change` overrides options. */
export async function startAwsStandIn(change: Partial<AwsServerOptions> = {}): Promise<AwsStandIn> {
  const folder = await mkdtemp(join(tmpdir(), 'twinrun-aws-'));
  const server = await startAwsServer({
    folder,
    region: TEST_REGION,
    ...TEST_KEY,
    clock: systemClock,
    ids: randomIds,
    taskEnvironment: { FROM_PLATFORM: 'platform' },
    secretValues: { TOKEN: 'the token' },
    toolPath: '/usr/local/bin:/usr/bin:/bin',
    ...change,
  }).catch(async (error: unknown) => {
    await rm(folder, { recursive: true, force: true });
    throw error;
  });
  const clients = awsClients(server.endpoint);
  const close = async () => {
    clients.destroy();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { ...clients, server, folder, close };
}

/** Writes files, making their folders; those that begin with `#!` become executable. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<string> {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    await chmod(path, text.startsWith('#!') ? 0o755 : 0o644);
  }
  return folder;
}
