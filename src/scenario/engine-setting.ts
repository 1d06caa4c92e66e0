import { z } from 'zod';

const words = z.array(z.string().min(1, 'a word that is not empty'));

/** The form of `sandbox.engine` in twinrun.yaml. */
export const engineSetting = z
  .strictObject({
    program: z.enum(['podman', 'docker']).describe('The engine; it must be on the PATH'),
    arguments: words.describe('Arguments before the subcommand, such as ["--runtime", "/usr/sbin/runc"]').default([]),
    runArguments: words.describe('Arguments of each start of a container, such as ["--ulimit", "nofile=1024:1024"]').default([]),
  })
  .describe('Runs candidates of the sandbox as containers of this engine; without it they run as processes');

/** A container engine for the sandbox's ECS, and how it is called. */
export interface EngineSetting {
  readonly program: 'podman' | 'docker';
  /** Before the subcommand. */
  readonly arguments: readonly string[];
  /** After the subcommand that makes a container. */
  readonly runArguments: readonly string[];
}
