import type { EngineClient } from '../connections/container/engine-client.ts';

/** A container as the engine knows it. */
export interface ContainerState {
  readonly started: boolean;
  readonly running: boolean;
  /** Undefined where the engine does not say a number, or it never ran. */
  readonly exitCode: number | undefined;
  readonly outOfMemory: boolean;
  /** `sha256:…` or hex of the image that it was made from. */
  readonly imageId: string;
}

const FORMAT = '{{.State.StartedAt}}|{{.State.Running}}|{{.State.ExitCode}}|{{.State.OOMKilled}}|{{.Image}}';

/** Asked of the engine, whose own exit codes 125 to 127 cannot be told from those of a batch. Undefined when there is no such container or no answer. */
export async function containerState(client: EngineClient, name: string): Promise<ContainerState | undefined> {
  const answer = await client.ask(['inspect', '--type', 'container', '--format', FORMAT, name]);
  const [startedAt = '', running, exitCode = '', outOfMemory, imageId = ''] = answer.stdout.split('|');
  if (answer.exitCode !== 0 || imageId === '') return undefined;
  // The zero time of Go, printed as an instant or as RFC 3339.
  const started = !startedAt.startsWith('0001-');
  const code = started && /^\d+$/.test(exitCode) ? Number(exitCode) : undefined;
  return { started, running: running === 'true', exitCode: code, outOfMemory: outOfMemory === 'true', imageId };
}

/** The digest under which a registry has it (`sha256:…`), as ECS tells it; undefined for an image that was never in one. */
export async function registryDigest(client: EngineClient, imageId: string): Promise<string | undefined> {
  const { exitCode, stdout } = await client.ask(['image', 'inspect', '--format', '{{json .RepoDigests}}', imageId]);
  return exitCode === 0 ? /@(sha256:[0-9a-f]{64})/.exec(stdout)?.[1] : undefined;
}
