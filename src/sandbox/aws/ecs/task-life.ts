import { containerMemory } from '../../../connections/container/container-memory.ts';
import { AwsError } from '../aws-error.ts';
import type { LogStream } from '../logs/log-stream.ts';
import { containerEnvironment } from './container-environment.ts';
import { logWriter } from './container-output.ts';
import type { TaskPlatform } from './ecs-state.ts';
import { cannotInitialise, cannotPull, StartFailure } from './start-failure.ts';
import type { Task, TaskContainer } from './task.ts';
import type { ContainerRun } from './task-engine.ts';

/** How long a task stays in a stage that has nothing to do here, so that pollers get to see it. Milliseconds. */
const STAGE_MS = 20;

/** Leads a task from PROVISIONING to STOPPED. `graceMs` overrides every container's stop time-out. */
export async function liveTask(task: Task, platform: TaskPlatform, graceMs: () => number | undefined): Promise<void> {
  const { clock } = platform;
  const { signal } = task.stopping;
  const runs: ContainerRun[] = [];
  try {
    await clock.sleep(STAGE_MS, signal);
    task.lastStatus = 'PENDING';
    await clock.sleep(STAGE_MS, signal);
    for (const [index, container] of task.containers.entries()) {
      if (signal.aborted) break;
      runs.push(await startContainer(task, container, `${task.id}-${index}`, platform));
    }
    if (!signal.aborted) await waitForEssential(task, runs, platform);
    await stopAll(task, runs, graceMs());
  } catch (error) {
    failToStart(task, error);
    await stopAll(task, runs, graceMs());
  }
  task.stoppingAt ??= clock.now().getTime();
  task.lastStatus = 'DEPROVISIONING';
  await clock.sleep(STAGE_MS);
  for (const container of task.containers) container.lastStatus = 'STOPPED';
  task.stoppedAt = clock.now().getTime();
  task.lastStatus = 'STOPPED';
}

async function startContainer(task: Task, container: TaskContainer, id: string, platform: TaskPlatform): Promise<ContainerRun> {
  const { definition, override } = container;
  const { engine, clock } = platform;
  try {
    const image = engine.image(definition.image);
    if (image === undefined) throw cannotPull(definition.image);
    container.imageDigest = image.digest;
    const run = await engine.start({
      id,
      definition,
      command: override?.command ?? definition.command,
      environment: containerEnvironment(container, platform),
      memory: containerMemory(definition.memory, task.definition.memory),
      write: logWriter(openLog(task, container, platform), clock),
    });
    container.lastStatus = 'RUNNING';
    noteEnd(container, run);
    return run;
  } catch (error) {
    throw blame(container, error);
  }
}

/** A failure to clean up is a defect of the sandbox; the task then shows no exit code, which nobody takes for success. */
function noteEnd(container: TaskContainer, run: ContainerRun): void {
  void run.ended.then(
    ({ exitCode, reason }) => {
      container.exitCode = exitCode;
      if (reason !== undefined) container.reason = reason;
      container.lastStatus = 'STOPPED';
    },
    (error: unknown) => {
      container.reason = String(error);
    },
  );
}

function blame(container: TaskContainer, error: unknown): unknown {
  container.reason = error instanceof Error ? error.message : String(error);
  return error;
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
