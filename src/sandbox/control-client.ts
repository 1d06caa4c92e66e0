import { type ErrorClass, type ErrorData, TwinrunError } from '../model/error.ts';
import type { ControlEndpoint, SandboxAccess } from './sandbox-status.ts';

/** Gives orders to a sandbox. Its own errors are thrown as they are; `sandbox.no-answer` when it does not answer. */
export interface ControlClient {
  access(): Promise<SandboxAccess>;
  deploy(scenarioFolders: readonly string[]): Promise<void>;
  /** Resolves when the order is taken; the sandbox then ends by itself. */
  stop(): Promise<void>;
}

const TIMEOUT_MS = { access: 10_000, deploy: 900_000, stop: 10_000 } as const;

export function makeControlClient(endpoint: ControlEndpoint, signal: AbortSignal): ControlClient {
  const order = async (method: string, path: string, timeoutMs: number, body?: unknown): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${endpoint.port}${path}`, {
      method,
      headers: { authorization: `Bearer ${endpoint.token}` },
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((cause: unknown) => {
      throw noAnswer(endpoint, signal, cause);
    });
    if (response.status === 200) return response.json();
    if (response.status !== 500) throw noAnswer(endpoint, signal, `HTTP ${response.status}`);
    throw thrownThere((await response.json()) as { error: ErrorData; class: ErrorClass });
  };
  return {
    access: async () => (await order('GET', '/', TIMEOUT_MS.access)) as SandboxAccess,
    deploy: async (scenarioFolders) => void (await order('POST', '/deploy', TIMEOUT_MS.deploy, { scenarioFolders })),
    stop: async () => void (await order('POST', '/stop', TIMEOUT_MS.stop)),
  };
}

/** An error that crossed a process boundary as data. */
export function thrownThere(data: { readonly error: ErrorData; readonly class: ErrorClass }): TwinrunError {
  return new TwinrunError({ ...data.error, class: data.class });
}

function noAnswer(endpoint: ControlEndpoint, signal: AbortSignal, cause: unknown): TwinrunError {
  return new TwinrunError({
    code: signal.aborted ? 'cancelled' : 'sandbox.no-answer',
    class: signal.aborted ? 'cancelled' : 'fault',
    message: signal.aborted ? 'cancelled while the sandbox was asked' : 'the sandbox does not answer',
    received: cause instanceof Error ? cause.message : String(cause),
    expected: `an answer on 127.0.0.1:${endpoint.port}`,
    fix: 'Run twinrun sandbox down, then try again.',
    cause,
  });
}
