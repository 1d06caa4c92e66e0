import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs';
import type { Connections } from '../connections/connections.ts';
import type { EngineClient } from '../connections/container/engine-client.ts';
import type { Context } from '../model/context.ts';
import { type Message, message } from '../model/message.ts';
import type { Runner, TakeRequest } from '../model/runner.ts';
import type { LogWriter } from '../runtime/log-writer.ts';
import { batchContainer } from './batch-container.ts';
import { type ContainerConfig, containerConfig } from './container-config.ts';
import { readDefinition } from './container-definition.ts';
import { followContainer } from './container-follow.ts';
import { type MappedContainer, mapContainer, taskCpus, unmapped } from './container-plan.ts';
import { containerName, createContainer, startContainer } from './container-start.ts';
import { containerState, registryDigest } from './container-state.ts';
import { noteStarted } from './note-started.ts';
import { lostTrack, observeTake, type TakeEnd, type TakeLimits } from './observe-take.ts';

/** ECS gives a container so long where its definition does not say. */
const STOP_SECONDS = 30;

/**
 * Runs a side as a container on this machine, as its task definition describes it. What only a real task can prove (IAM, security groups, a
 * partner's list of addresses) it never claims: that is said in the plan, in the facts and in the verdict's notes.
 */
export function containerRunner(connections: Connections): Runner<ContainerConfig> {
  return {
    kind: 'container',
    config: containerConfig,
    plan: ({ taskDefinition, file, engine }) => [
      message('container.plan', 'run the container of {definition} on this machine ({engine})', {
        definition: taskDefinition ?? file ?? '',
        engine: engine === 'auto' ? 'podman or docker' : engine,
      }),
      message(
        'container.plan-limits',
        'that proves the container only: no IAM, security groups, secrets of ECS, volumes on EFS, addresses of the task',
      ),
    ],
    run: (settings, request, x) =>
      observeTake('container', request, x, async (log, limits) => {
        const job = await prepare(settings, request, connections, x);
        limits.stop.throwIfAborted();
        const name = containerName(request);
        // On disk before the container is made: its name is how a dead process's container is found.
        await x.journal.write({ type: 'container.intended', take: request.take, name });
        await createContainer(job.client, job.mapped, settings, request);
        await startContainer(job.client, name);
        await noteStarted({ type: 'container.started', take: request.take, name }, x);
        return follow(job, request, { log, limits, x });
      }),
    resume: (settings, request, x) =>
      observeTake('container', request, x, (log, limits) =>
        // Whatever fails here, the container may run: never `not-started`.
        goOn(settings, request, connections, { log, limits, x }).catch(
          (thrown: unknown): TakeEnd => ({ outcome: lostTrack(thrown), facts: {}, logComplete: false }),
        ),
      ),
  };
}

/** All that a container needs, read before anything is made. */
interface Job {
  readonly client: EngineClient;
  readonly task: TaskDefinition;
  readonly container: ContainerDefinition;
  readonly mapped: MappedContainer;
  readonly unmapped: readonly string[];
}

interface Following {
  readonly log: LogWriter;
  readonly limits: TakeLimits;
  readonly x: Context;
}

async function prepare(settings: ContainerConfig, request: TakeRequest, connections: Connections, x: Context): Promise<Job> {
  const task = await readDefinition(settings, connections);
  const container = batchContainer(task, settings.container);
  const secrets = Object.fromEntries(Object.entries(settings.secrets).map(([variable, name]) => [variable, x.secrets.get(name)]));
  const mapped = mapContainer(task, container, settings, { ...secrets, ...request.environment });
  return { client: await connections.engine(settings.engine), task, container, mapped, unmapped: unmapped(task, container, settings) };
}

async function goOn(settings: ContainerConfig, request: TakeRequest, connections: Connections, following: Following): Promise<TakeEnd> {
  const job = await prepare(settings, request, connections, following.x);
  const name = containerName(request);
  const state = await containerState(job.client, name);
  if (state === undefined) {
    const reason = message('container.not-found', 'there is no container {name}: it was never made, or somebody removed it', { name });
    return { outcome: { kind: 'unknown', reason }, facts: {}, logComplete: false };
  }
  // Made and never started: that it starts now is its first start.
  if (!state.started) await startContainer(job.client, name);
  return follow(job, request, following);
}

async function follow(job: Job, request: TakeRequest, { log, limits, x }: Following): Promise<TakeEnd> {
  const stopSeconds = job.container.stopTimeout ?? STOP_SECONDS;
  const end = await followContainer({ client: job.client, name: containerName(request), stopSeconds, clock: x.clock }, log, limits);
  return {
    outcome: end.outcome,
    facts: await factsOf(job, request, end.state?.imageId),
    logComplete: end.logComplete,
    notes: [...end.notes, ...provesOnly(job.unmapped)],
  };
}

function provesOnly(missing: readonly string[]): readonly Message[] {
  return [
    message(
      'container.proves',
      'it ran as a container on this machine: what only a real task can prove (IAM, security groups, the addresses that a partner lets in) is not proved',
    ),
    ...(missing.length === 0
      ? []
      : [message('container.unmapped', 'of its task definition was not carried out: {parts}', { parts: missing.join('; ') })]),
  ];
}

async function factsOf(job: Job, request: TakeRequest, imageId: string | undefined): Promise<Record<string, string>> {
  const { client, task, mapped } = job;
  const { stdout: version } = await client.ask(['--version']);
  const facts: Record<string, string | undefined> = {
    proves: 'container only',
    'container.name': containerName(request),
    'container.engine': version,
    'container.unmapped': job.unmapped.join('; '),
    'container.memory': mapped.memory === undefined ? undefined : `${mapped.memory} MiB`,
    'container.cpus': taskCpus(task)?.toString(),
    'task.definition': task.taskDefinitionArn ?? task.family,
    'image.name': mapped.image,
    'image.id': imageId,
    'image.digest': imageId === undefined ? undefined : await registryDigest(client, imageId),
  };
  return Object.fromEntries(Object.entries(facts).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''));
}
