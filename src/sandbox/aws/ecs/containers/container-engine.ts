import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CreateCall, createCall } from '../../../../connections/container/create-call.ts';
import { type EngineClient, makeEngineClient } from '../../../../connections/container/engine-client.ts';
import { removeContainers, removeImages } from '../../../../connections/container/engine-leftovers.ts';
import { lastLines, requireEngine } from '../../../../connections/container/engine-problem.ts';
import type { Clock } from '../../../../model/clock.ts';
import type { EngineSetting } from '../../../../model/engine-setting.ts';
import { cannotCreate, cannotPull } from '../start-failure.ts';
import type { ContainerOrder, ContainerRun, TaskEngine } from '../task-engine.ts';
import { buildContainerImage, type ContainerImage } from './build-container-image.ts';
import { runEngineContainer } from './engine-container.ts';

export interface ContainerEngineOptions {
  readonly setting: EngineSetting;
  /** Of this process: the engine finds its store and its programs by it. */
  readonly environment: Readonly<Record<string, string>>;
  /** A word that no other sandbox has; letters, digits and dashes. It begins the names of containers, ends the tags of images, and is their label. */
  readonly mark: string;
}

interface Engine {
  readonly client: EngineClient;
  readonly folder: string;
  readonly mark: string;
  readonly clock: Clock;
  readonly images: ReadonlyMap<string, ContainerImage>;
}

/** Label of a sandbox's containers. */
const LABEL = 'twinrun-sandbox';
const USE = {
  area: 'sandbox',
  field: 'sandbox.engine',
  otherwise: 'remove sandbox.engine from twinrun.yaml: candidates then run as processes.',
} as const;
/** Names of the tags that were made, one a line: whoever cleans up behind a killed sandbox reads it. */
const TAGS = 'tags';

/**
 * Builds images and runs containers by podman or docker. Throws `sandbox.engine-missing` or `sandbox.engine-unusable` (misuse) when that
 * cannot work. `folder` is made.
 */
export async function startContainerEngine(
  { setting, environment, mark }: ContainerEngineOptions,
  folder: string,
  clock: Clock,
): Promise<TaskEngine> {
  const client = makeEngineClient(setting, environment);
  await requireEngine(client, USE);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const images = new Map<string, ContainerImage>();
  const tags = new Set<string>();
  const intend = async (tag: string) => {
    tags.add(tag);
    await appendFile(join(folder, TAGS), `${tag}\n`, { mode: 0o600 });
  };
  return {
    build: async (name, contextFolder) => {
      const image = await buildContainerImage({ name, contextFolder, mark, idFolder: folder, intend }, client);
      images.set(name, image);
      return image;
    },
    image: (name) => images.get(name),
    start: (order) => startContainer(order, { client, folder, mark, clock, images }),
    close: async () => {
      await removeContainers(`${LABEL}=${mark}`, client);
      await removeImages([...tags], client);
    },
  };
}

async function startContainer(order: ContainerOrder, { client, folder, mark, clock, images }: Engine): Promise<ContainerRun> {
  const image = images.get(order.definition.image);
  if (image === undefined) throw cannotPull(order.definition.image);
  const name = `${mark}-${order.id}`;
  const environmentFile = join(folder, `${order.id}.env`);
  const call = callFor(order, { client, mark, name, image: image.digest, environmentFile });
  await writeFile(environmentFile, call.environmentFile, { mode: 0o600 });
  const created = await client.ask(call.arguments, call.environment);
  await rm(environmentFile, { force: true });
  if (created.exitCode !== 0) throw cannotCreate(lastLines(created));
  return runEngineContainer(name, client, order.write, clock);
}

interface Naming {
  readonly client: EngineClient;
  readonly mark: string;
  readonly name: string;
  readonly image: string;
  readonly environmentFile: string;
}

/** Throws StartFailure for an environment that no engine can take. */
function callFor({ definition, command, environment, memory }: ContainerOrder, { client, mark, name, image, environmentFile }: Naming): CreateCall {
  try {
    return createCall({
      setting: client.setting,
      name,
      labels: { [LABEL]: mark },
      image,
      pull: 'never',
      network: 'host',
      logDriver: 'none',
      entryPoint: definition.entryPoint ?? [],
      command: command ?? [],
      workingDirectory: definition.workingDirectory,
      user: definition.user,
      readonlyRoot: definition.readonlyRootFilesystem === true,
      init: definition.linuxParameters?.initProcessEnabled === true,
      memory,
      more: [],
      environment,
      environmentFile,
    });
  } catch (error) {
    throw cannotCreate(error instanceof Error ? error.message : String(error));
  }
}
