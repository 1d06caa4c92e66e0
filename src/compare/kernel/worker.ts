import { parentPort } from 'node:worker_threads';
import { KernelWork } from './kernel-work.ts';
import type { WorkerAnswer, WorkerRequest } from './worker-protocol.ts';

let work: KernelWork | undefined;

parentPort?.on('message', (request: WorkerRequest) => {
  if ('setup' in request) work = request.setup === undefined ? undefined : new KernelWork(request.setup);
  else parentPort?.postMessage({ id: request.id, answers: [...(work?.take(request.work, request.numbers) ?? [])] } satisfies WorkerAnswer);
});
