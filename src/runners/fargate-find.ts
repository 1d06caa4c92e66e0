import type { ECSClient, ListTasksCommandOutput } from '@aws-sdk/client-ecs';

/**
 * ARN of the task that was started under this name, or undefined. Running ones are listed by it; stopped ones, which ECS remembers for about
 * an hour, only by their family (ListTasks takes no other filter beside startedBy), 100 at a time.
 */
export async function findTask(ecs: ECSClient, cluster: string, startedBy: string, family: string): Promise<string | undefined> {
  const { DescribeTasksCommand, ListTasksCommand } = await import('@aws-sdk/client-ecs');
  const running = await ecs.send(new ListTasksCommand({ cluster, startedBy }));
  const [first] = running.taskArns ?? [];
  if (first !== undefined) return first;
  let nextToken: string | undefined;
  do {
    const page: ListTasksCommandOutput = await ecs.send(
      new ListTasksCommand({ cluster, family, desiredStatus: 'STOPPED', ...(nextToken === undefined ? {} : { nextToken }) }),
    );
    nextToken = page.nextToken;
    if ((page.taskArns ?? []).length === 0) continue;
    const { tasks } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: page.taskArns }));
    const found = tasks?.find((task) => task.startedBy === startedBy)?.taskArn;
    if (found !== undefined) return found;
  } while (nextToken !== undefined);
  return undefined;
}
