import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../../../model/clock.ts';
import type { Ids } from '../../../../model/context.ts';
import { buildImage, type Image } from '../../images/build-image.ts';
import { cannotPull } from '../start-failure.ts';
import type { ContainerOrder, ContainerRun, TaskEngine } from '../task-engine.ts';
import { processProgram } from './process-program.ts';
import { runProcess } from './process-run.ts';

export interface ProcessEngineOptions {
  /** Absolute; images and the roots of tasks lie below it. */
  readonly folder: string;
  /** The PATH after the image's own folders. */
  readonly toolPath: string;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Runs containers as processes of this machine, in a copy of the image's files: needs nothing to be installed. */
export function processEngine(options: ProcessEngineOptions): TaskEngine {
  const images = new Map<string, Image>();
  return {
    build: async (name, contextFolder) => {
      const image = await buildImage(name, contextFolder, join(options.folder, 'images'), options.ids);
      images.set(name, image);
      return image;
    },
    image: (name) => images.get(name),
    start: (order) => startProcess(order, images.get(order.definition.image), options),
    close: async () => undefined,
  };
}

async function startProcess(order: ContainerOrder, image: Image | undefined, options: ProcessEngineOptions): Promise<ContainerRun> {
  if (image === undefined) throw cannotPull(order.definition.image);
  const root = join(options.folder, 'tasks', order.id);
  const clear = () => rm(root, { recursive: true, force: true });
  try {
    await makeRoot(root, image);
    const run = await runProcess(await processProgram(order, image, root, options.toolPath), root, order.write, options.clock);
    const ended = run.ended.finally(clear);
    return {
      ended,
      stop: async (graceMs) => {
        await run.stop(graceMs);
        await ended;
      },
    };
  } catch (error) {
    await clear();
    throw error;
  }
}

/** Each container has a root of its own: the image's files, a home, a folder for temporary files. */
async function makeRoot(root: string, image: Image): Promise<void> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  await cp(image.folder, root, { recursive: true, verbatimSymlinks: true, errorOnExist: false });
  for (const folder of ['root', 'tmp', 'no-time-zones']) await mkdir(join(root, folder), { recursive: true, mode: 0o700 });
}
