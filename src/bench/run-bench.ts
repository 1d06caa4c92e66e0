import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Contender, Invocation, Pair } from './contender.ts';
import { type Mark, markAnswer } from './mark-answer.ts';
import { type Bound, measure } from './measure.ts';
import type { Answer, Task } from './task.ts';
import { type Shape, writeTable } from './write-tables.ts';

/** What one contender did in one task: medians of the rounds, or why there is none. */
export interface Row {
  readonly contender: string;
  readonly seconds?: number;
  readonly cpuSeconds?: number;
  readonly peakBytes?: number;
  readonly mark?: Mark;
  readonly failure?: string;
}

export interface TaskResult {
  readonly task: Task;
  readonly rows: readonly Row[];
}

export interface BenchPlan {
  readonly shape: Shape;
  readonly tasks: readonly Task[];
  readonly contenders: readonly Contender[];
  readonly rounds: number;
  readonly bound: Bound;
  /** The folder for the tables. */
  readonly folder: string;
  readonly note: (text: string) => void;
}

interface Run {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
  readonly mark: Mark;
}

/** Runs every task: tables are written, contenders take turns in every round, tables of the task are removed. */
export async function runBench(plan: BenchPlan): Promise<readonly TaskResult[]> {
  if (plan.tasks.length === 0) return [];
  const legacy = join(plan.folder, 'legacy.csv');
  plan.note('writing legacy.csv');
  writeTable(legacy, 'legacy', plan.shape);
  const results: TaskResult[] = [];
  for (const task of plan.tasks) {
    const candidate = join(plan.folder, `${task.candidate}.csv`);
    plan.note(`writing ${task.candidate}.csv`);
    writeTable(candidate, task.candidate, plan.shape);
    results.push({ task, rows: await runTask(plan, task, { legacy, candidate }) });
    await rm(candidate);
  }
  return results;
}

/** Who fails once is not asked again. */
async function runTask(plan: BenchPlan, task: Task, pair: Pair): Promise<readonly Row[]> {
  const runs = new Map<Contender, Run[]>(plan.contenders.map((contender) => [contender, []]));
  const failures = new Map<Contender, string>();
  for (let round = 1; round <= plan.rounds; round += 1) {
    for (const [contender, done] of runs) {
      const invocation = failures.has(contender) ? undefined : contender.invoke(task.id, pair, plan.bound.scratch);
      if (invocation === undefined) continue;
      const run = await measureAnswer(contender, invocation, task, plan);
      const failed = 'failure' in run;
      plan.note(`${task.id}, round ${round}: ${contender.id} ${failed ? run.failure : `${run.seconds.toFixed(2)} s, ${run.mark}`}`);
      if (failed) failures.set(contender, run.failure);
      else done.push(run);
    }
  }
  return [...runs].flatMap(([contender, done]) => row(contender.id, done, failures.get(contender)));
}

async function measureAnswer(contender: Contender, invocation: Invocation, task: Task, plan: BenchPlan): Promise<Run | { readonly failure: string }> {
  const { stdout, seconds, cpuSeconds = 0, peakBytes = 0, failure } = await measure(invocation, plan.bound);
  if (failure !== undefined) return { failure };
  try {
    const answer = (contender.read?.(stdout, task.id) ?? JSON.parse(stdout)) as Answer;
    return { seconds, cpuSeconds, peakBytes, mark: markAnswer(task.id, answer, task.expected(plan.shape)) };
  } catch (error) {
    return { failure: `its answer cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function row(contender: string, runs: readonly Run[], failure: string | undefined): Row[] {
  if (failure !== undefined) return [{ contender, failure }];
  if (runs.length === 0) return [];
  const peakBytes = median(runs.map((run) => run.peakBytes));
  const marks = runs.map((run) => run.mark);
  const mark = marks.includes('wrong') ? 'wrong' : marks.includes('none') ? 'none' : 'right';
  return [
    {
      contender,
      seconds: median(runs.map((run) => run.seconds)),
      ...(peakBytes > 0 ? { peakBytes, cpuSeconds: median(runs.map((run) => run.cpuSeconds)) } : {}),
      mark,
    },
  ];
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = 0, high = 0] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return (low + high) / 2;
}
