import type { ECSClient } from '@aws-sdk/client-ecs';
import type { Context } from '../model/context.ts';
import type { Permission } from '../model/step-kind.ts';

/** Of a form that ECS gives to tasks, and of none that there is. */
const NO_TASK = '0'.repeat(32);

/**
 * Whether tasks of a family may be listed, and tasks of the cluster stopped: by asking to stop one that there is not, which stops nothing. ECS judges the right before it looks for the
 * task, so that only its "not found" tells that one may.
 */
export async function mayStopTasks(
  ecs: ECSClient,
  { cluster, family }: { readonly cluster: string; readonly family: string },
  { signal }: Pick<Context, 'signal'>,
): Promise<Permission> {
  const { ListTasksCommand, StopTaskCommand } = await import('@aws-sdk/client-ecs');
  const asked = async (send: () => Promise<unknown>) =>
    await send().then(
      () => 'done',
      (thrown: unknown) => (thrown as { readonly name?: string }).name ?? 'no answer',
    );
  const listed = await asked(() => ecs.send(new ListTasksCommand({ cluster, family }), { abortSignal: signal }));
  const stopped = await asked(() =>
    ecs.send(new StopTaskCommand({ cluster, task: NO_TASK, reason: 'twinrun: may tasks be stopped?' }), { abortSignal: signal }),
  );
  signal.throwIfAborted();
  const text = `cluster ${cluster}: listing tasks of ${family}: ${listed}; stopping one that there is not: ${stopped}`;
  if ([listed, stopped].includes('AccessDeniedException')) return { status: 'denied', text };
  return { status: listed === 'done' && stopped === 'InvalidParameterException' ? 'allowed' : 'unknown', text };
}
