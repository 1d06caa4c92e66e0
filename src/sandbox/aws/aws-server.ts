import { mkdir } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Clock } from '../../model/clock.ts';
import type { Ids } from '../../model/context.ts';
import { AwsError } from './aws-error.ts';
import { type ContainerEngineOptions, startContainerEngine } from './ecs/containers/container-engine.ts';
import { startEcs } from './ecs/ecs.ts';
import { processEngine } from './ecs/processes/process-engine.ts';
import type { BuiltImage } from './ecs/task-engine.ts';
import { type Answer, sendAnswer } from './http/answer.ts';
import { readIncoming } from './http/incoming.ts';
import { answerJson, type JsonService } from './json-service.ts';
import { LogStore } from './logs/log-store.ts';
import { LOGS_OPERATIONS } from './logs/logs-operations.ts';
import { BucketStore } from './s3/bucket-store.ts';
import { s3ErrorDocument } from './s3/s3-error.ts';
import { answerS3 } from './s3/s3-service.ts';
import { startScheduler } from './scheduler/scheduler.ts';
import { isForScheduler } from './scheduler/scheduler-service.ts';

/** What the stand-in is started with. */
export interface AwsServerOptions {
  /** Absolute; objects, logs, images and the roots of tasks lie below it. */
  readonly folder: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Added to the environment of every task, as the platform does. */
  readonly taskEnvironment: Readonly<Record<string, string>>;
  /** What a container definition's secrets resolve to, by the name of the variable. */
  readonly secretValues: Readonly<Record<string, string>>;
  /** The PATH of tasks that run as processes, after the folders of their image. */
  readonly toolPath: string;
  /** Runs tasks as containers; without it they run as processes. */
  readonly engine?: ContainerEngineOptions | undefined;
}

/** A running stand-in for S3, ECS, CloudWatch Logs and EventBridge Scheduler on one endpoint. */
export interface AwsServer {
  /** `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  /**
   * Builds the Dockerfile of a folder and makes it known under the name that container definitions use.
   * Throws `dockerfile.…` or `sandbox.image-build` (misuse).
   */
  registerImage(name: string, contextFolder: string): Promise<BuiltImage>;
  /** Tasks that have not stopped. */
  runningTasks(): number;
  /** Kills all tasks, verifies that nothing of them is left, and closes the endpoint. */
  close(): Promise<void>;
}

/**
 * Starts the stand-in on a free loopback port. Requests must be signed (Signature Version 4) with the given key.
 * Throws `sandbox.engine-missing` or `sandbox.engine-unusable` (misuse).
 */
export async function startAwsServer(options: AwsServerOptions): Promise<AwsServer> {
  const { folder, region, clock, ids } = options;
  const store = await BucketStore.open(join(folder, 's3'));
  const logs = await LogStore.open(join(folder, 'logs'), region, clock, ids);
  const engine =
    options.engine === undefined
      ? processEngine({ folder, toolPath: options.toolPath, clock, ids })
      : await startContainerEngine(options.engine, join(folder, 'engine'), clock);
  const ecs = startEcs({ ...options, engine, logs });
  const schedules = join(folder, 'scheduler');
  await mkdir(schedules, { recursive: true, mode: 0o700 });
  const scheduler = await startScheduler(schedules, { caller: options, clock, ids, ecs });
  const services: readonly JsonService[] = [
    { name: 'ecs', target: 'AmazonEC2ContainerServiceV20141113', call: (operation, input) => ecs.call(operation, input) },
    {
      name: 'logs',
      target: 'Logs_20140328',
      call: (operation, input) => (Object.hasOwn(LOGS_OPERATIONS, operation) ? LOGS_OPERATIONS[operation]?.(input, logs) : undefined),
    },
  ];
  const answer = async (message: IncomingMessage, requestId: string): Promise<Answer> => {
    const request = readIncoming(message);
    if (isForScheduler(request)) return scheduler.answer(request);
    const target = request.header('x-amz-target');
    const service = target === undefined ? undefined : services.find((candidate) => target.startsWith(`${candidate.target}.`));
    return service === undefined
      ? answerS3(request, { store, caller: options, clock, ids }, requestId)
      : answerJson(request, service, options, clock.now());
  };
  // Not Node's 5 s: a busy client that takes an idle connection up again must not meet one that is just being closed.
  const server = createServer({ keepAliveTimeout: 120_000 }, (message, response) => void respond(message, response, ids.unique(), answer));
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    registerImage: (name, contextFolder) => engine.build(name, contextFolder),
    runningTasks: () => ecs.runningTasks(),
    close: async () => {
      // The endpoint first: nobody can then start another task.
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await scheduler.close();
      await ecs.close();
      await engine.close();
    },
  };
}

async function respond(
  message: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  answer: (message: IncomingMessage, requestId: string) => Promise<Answer>,
): Promise<void> {
  const result = await answer(message, requestId).catch((error: unknown): Answer => {
    const shown = error instanceof AwsError ? error : new AwsError(500, 'InternalError', `We encountered an internal error: ${String(error)}`);
    return { status: shown.status, headers: { 'content-type': 'application/xml' }, body: s3ErrorDocument(shown, message.url ?? '', requestId) };
  });
  message.resume(); // a body that nobody read would block the connection
  await sendAnswer(response, result, requestId);
}
