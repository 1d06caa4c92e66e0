import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AwsError } from '../aws-error.ts';
import type { Image } from '../images/build-image.ts';
import type { LogStream } from '../logs/log-stream.ts';
import { containerProgram } from './container-program.ts';
import { type ContainerRun, runContainer } from './container-run.ts';
import type { TaskPlatform } from './ecs-state.ts';
import { cannotInitialise, cannotPull, StartFailure } from './start-failure.ts';
import type { Task, TaskContainer } from './task.ts';

/** How long a task stays in a stage that has nothing to do here, so that pollers get to see it. Milliseconds. */
const STAGE_MS = 20;

/** Leads a task from PROVISIONING to STOPPED. `graceMs` overrides every container's stop time-out. */
export async function liveTask(task: Task, platform: TaskPlatform, graceMs: () => number | undefined): Promise<void> {
  const root = join(platform.taskFolder, task.id);
  const { clock } = platform;
  const { signal } = task.stopping;
  const runs: ContainerRun[] = [];
  try {
    await clock.sleep(STAGE_MS, signal);
    task.lastStatus = 'PENDING';
    await clock.sleep(STAGE_MS, signal);
    for (const [index, container] of task.containers.entries()) {
      if (signal.aborted) break;
      runs.push(await startContainer(task, container, join(root, String(index)), platform));
    }
    if (!signal.aborted) await waitForEssential(task, runs, platform);
    await stopAll(task, runs, graceMs());
  } catch (error) {
    failToStart(task, error);
    await stopAll(task, runs, graceMs());
  }
  task.stoppingAt ??= clock.now().getTime();
  task.lastStatus = 'DEPROVISIONING';
  await rm(root, { recursive: true, force: true });
  await clock.sleep(STAGE_MS);
  for (const container of task.containers) container.lastStatus = 'STOPPED';
  task.stoppedAt = clock.now().getTime();
  task.lastStatus = 'STOPPED';
}

async function startContainer(task: Task, container: TaskContainer, root: string, platform: TaskPlatform): Promise<ContainerRun> {
  const image = platform.images.get(container.definition.image);
  if (image === undefined) throw blame(container, cannotPull(container.definition.image));
  container.imageDigest = image.digest;
  try {
    await makeRoot(root, image);
    const program = await containerProgram(container, image, root, platform);
    const run = await runContainer(program, root, openLog(task, container, platform), platform.clock);
    container.lastStatus = 'RUNNING';
    // A failure to clean up is a defect of the sandbox; the task then shows no exit code, which nobody takes for success.
    void run.ended.then(
      (exitCode) => {
        container.exitCode = exitCode;
        container.lastStatus = 'STOPPED';
      },
      (error: unknown) => {
        container.reason = String(error);
      },
    );
    return run;
  } catch (error) {
    throw blame(container, error);
  }
}

function blame(container: TaskContainer, error: unknown): unknown {
  container.reason = error instanceof Error ? error.message : String(error);
  return error;
}

/** Each container has a root of its own: the image's files, a home, a folder for temporary files. */
async function makeRoot(root: string, image: Image): Promise<void> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  await cp(image.folder, root, { recursive: true, verbatimSymlinks: true, errorOnExist: false });
  for (const folder of ['root', 'tmp', 'no-time-zones']) await mkdir(join(root, folder), { recursive: true, mode: 0o700 });
}

/** The awslogs driver makes the stream before the container starts; other drivers are not carried out. */
function openLog(task: Task, { definition }: TaskContainer, { logs }: TaskPlatform): LogStream | undefined {
  if (definition.logConfiguration?.logDriver !== 'awslogs') return undefined;
  const options = definition.logConfiguration.options;
  const group = options['awslogs-group'] ?? '';
  const prefix = options['awslogs-stream-prefix'];
  try {
    if (options['awslogs-create-group'] === 'true' && !logs.groups.has(group)) logs.createGroup(group);
    return logs.createStream(group, prefix === undefined ? task.id : `${prefix}/${definition.name}/${task.id}`);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw cannotInitialise(
      `failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ${error.code}: ${error.message}`,
    );
  }
}

async function waitForEssential(task: Task, runs: readonly ContainerRun[], { clock }: TaskPlatform): Promise<void> {
  const { signal } = task.stopping;
  task.startedAt = clock.now().getTime();
  task.lastStatus = 'RUNNING';
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  const essential = runs.filter((_, index) => task.containers[index]?.definition.essential === true).map((run) => run.ended.then(() => undefined));
  await Promise.race([stopped, ...essential]);
  task.stop ??= { stopCode: 'EssentialContainerExited', stoppedReason: 'Essential container in task exited' };
}

async function stopAll(task: Task, runs: readonly ContainerRun[], graceMs: number | undefined): Promise<void> {
  await Promise.allSettled(runs.map((run, index) => run.stop(graceMs ?? (task.containers[index]?.definition.stopTimeout ?? 30) * 1000)));
}

function failToStart(task: Task, error: unknown): void {
  const reason = error instanceof StartFailure ? error.message : `InternalError: ${String(error)}`;
  task.stop ??= { stopCode: 'TaskFailedToStart', stoppedReason: reason };
}
