import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCall } from '../connections/container/create-call.ts';
import type { EngineClient } from '../connections/container/engine-client.ts';
import { removeContainer } from '../connections/container/engine-leftovers.ts';
import { lastLines } from '../connections/container/engine-problem.ts';
import { TwinrunError } from '../model/error.ts';
import type { TakeRequest } from '../model/runner.ts';
import type { ContainerConfig } from './container-config.ts';
import type { MappedContainer } from './container-plan.ts';

/** Found again by it after a crash, and by whoever looks for leftovers. */
const RUN_LABEL = 'twinrun.run';

/** Follows from run and take alone: two starts of one take are refused by the engine, and a dead process's container is found. */
export function containerName({ run, take }: TakeRequest): string {
  return `twinrun-${run.replace(/[^A-Za-z0-9_.-]/g, '-')}-${take}`;
}

/**
 * Makes the container and does not start it. Its log is kept by the engine until it is removed, so that one who comes later reads all of it.
 * Throws `container.refused`, `container.exists`.
 */
export async function createContainer(client: EngineClient, mapped: MappedContainer, settings: ContainerConfig, request: TakeRequest): Promise<void> {
  const name = containerName(request);
  const folder = await mkdtemp(join(tmpdir(), 'twinrun-container-'));
  try {
    const environmentFile = join(folder, 'env');
    const call = createCall({
      ...mapped,
      setting: client.setting,
      name,
      labels: { [RUN_LABEL]: request.run, 'twinrun.take': request.take },
      pull: settings.pull,
      network: settings.network,
      logDriver: client.setting.program === 'podman' ? 'k8s-file' : 'json-file',
      environmentFile,
    });
    await writeFile(environmentFile, call.environmentFile, { mode: 0o600 });
    const created = await client.ask(call.arguments, call.environment);
    if (created.exitCode !== 0) throw refused(client, name, lastLines(created));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Starts it; one that does not start is removed. Throws `container.refused`. */
export async function startContainer(client: EngineClient, name: string): Promise<void> {
  const started = await client.ask(['start', name]);
  if (started.exitCode === 0) return;
  await removeContainer(name, client);
  throw refused(client, name, lastLines(started));
}

function refused(client: EngineClient, name: string, received: string): TwinrunError {
  if (/already in use/.test(received)) {
    return new TwinrunError({
      code: 'container.exists',
      message: `this take made its container ${name} before: nothing was started`,
      received,
      fix: `Go on with --resume, or look at it and remove it: ${client.setting.program} rm --force ${name}`,
    });
  }
  return new TwinrunError({
    code: 'container.refused',
    message: `${client.setting.program} did not start the container`,
    received,
    fix: 'Read what the engine says: is the image there (logged in to its registry?), its program, the network, the limits?',
  });
}
