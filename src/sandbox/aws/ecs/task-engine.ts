import type { WriteLines } from './container-output.ts';
import type { ContainerDefinition } from './task-definition.ts';

/** Carries out what ECS decides: builds images and runs containers. */
export interface TaskEngine {
  /** Builds the Dockerfile of a folder and keeps the image under the name that container definitions use. Throws TwinrunError. */
  build(name: string, contextFolder: string): Promise<BuiltImage>;
  /** Undefined when no image of that name was built. */
  image(name: string): BuiltImage | undefined;
  /** Starts a container of an image that was built. Throws StartFailure in the words of ECS. */
  start(order: ContainerOrder): Promise<ContainerRun>;
  /** Removes what it made outside of its folder; no container may be running any more. */
  close(): Promise<void>;
}

export interface BuiltImage {
  /** `sha256:…`. */
  readonly digest: string;
}

/** A container to start. */
export interface ContainerOrder {
  /** Unique: task and place in it. */
  readonly id: string;
  readonly definition: ContainerDefinition;
  /** What takes the place of the image's command. */
  readonly command: readonly string[] | undefined;
  /** What definition, secrets, overrides and platform add to the image's environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** In MiB; undefined means no limit. */
  readonly memory: number | undefined;
  /** Takes its output. */
  readonly write: WriteLines;
}

/** A container that runs. */
export interface ContainerRun {
  /** Resolves when its first process has ended, nothing of it is left, and its log is complete. Rejects when its end is not known. */
  readonly ended: Promise<ContainerEnd>;
  /** SIGTERM, and after `graceMs` SIGKILL. Resolves when it has ended. */
  stop(graceMs: number): Promise<void>;
}

export interface ContainerEnd {
  /** 128 + n for a signal. */
  readonly exitCode: number;
  /** What the platform adds, in the words of ECS. */
  readonly reason?: string;
}
