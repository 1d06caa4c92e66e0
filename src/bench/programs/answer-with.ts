import type { Answer, TaskId } from '../task.ts';

/** The frame of a contender's program: `<task> <legacy> <candidate>` in, one line of JSON out. What is thrown ends the program. */
export async function answerWith(solve: (task: TaskId, legacy: string, candidate: string) => Promise<Answer>): Promise<void> {
  const [task = 'count', legacy = '', candidate = ''] = process.argv.slice(2);
  process.stdout.write(`${JSON.stringify(await solve(task as TaskId, legacy, candidate))}\n`);
}
