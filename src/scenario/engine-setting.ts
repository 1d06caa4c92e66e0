import { z } from 'zod';

const words = z.array(z.string().min(1, 'a word that is not empty'));

/** The form of `sandbox.engine` in twinrun.yaml. */
export const engineSetting = z
  .strictObject({
    program: z.enum(['podman', 'docker']).describe('The engine; it must be on the PATH'),
    arguments: words.describe('Arguments before the subcommand, such as ["--runtime", "/usr/sbin/runc"]').default([]),
    runArguments: words.describe('Arguments of each start of a container, such as ["--ulimit", "nofile=1024:1024"]').default([]),
  })
  .describe('A container engine and how it is called');
