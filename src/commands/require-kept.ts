import type { Outside } from '../experiment/rehearsal.ts';
import { TwinrunError } from '../model/error.ts';
import type { RetiredBatch } from '../model/retired.ts';
import type { Scenario } from '../model/scenario.ts';
import { usesSandbox } from '../scenario/resolve-world.ts';
import type { Workspace } from '../scenario/workspace.ts';

/**
 * Refuses to switch, or to read, what must outlast this command in a sandbox that ends with it: each command that a cutover starts would meet
 * another one. Throws `cutover.sandbox-ends` (misuse).
 */
export async function requireKept(workspace: Workspace, batch: Scenario | RetiredBatch, outside: Outside): Promise<void> {
  if (!usesSandbox(workspace, batch)) return;
  const { sandboxStatus } = await import('../sandbox/sandbox.ts');
  if ((await sandboxStatus(workspace.folder, outside)) !== undefined) return;
  throw new TwinrunError({
    code: 'cutover.sandbox-ends',
    class: 'misuse',
    message: `${batch.id} is cut over in the sandbox, which is not up: what is switched would be gone with this command`,
    expected: 'a sandbox that stays',
    received: 'none',
    fix: '`twinrun sandbox up`, then again; `--plan` needs none.',
  });
}
