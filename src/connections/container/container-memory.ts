/** The memory limit of a container of ECS in MiB: its own, or the task's (`512`, `1 GB`). Undefined when there is none. */
export function containerMemory(own: number | undefined, taskMemory: string | undefined): number | undefined {
  if (own !== undefined) return own;
  const match = /^\s*(\d+(?:\.\d+)?)\s*(GB)?\s*$/i.exec(taskMemory ?? '');
  return match === null ? undefined : Math.round(Number(match[1]) * (match[2] === undefined ? 1 : 1024));
}
