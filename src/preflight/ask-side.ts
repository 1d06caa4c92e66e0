import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { programsIn } from '../connections/ssh/find-running.ts';
import type { Context } from '../model/context.ts';
import { describeOutcome } from '../model/outcome.ts';
import type { Registries } from '../model/registries.ts';
import type { Tagged } from '../model/schema.ts';
import type { Side } from '../model/side.ts';
import { readAnswer } from './answer.ts';
import { probeScript, type Question } from './probe-script.ts';
import type { Asked } from './rule.ts';

const TIMEOUT_MS = 5 * 60_000;

/** ECS gives back an error for more, about the whole of the overrides. */
const LONGEST = 7_500;

export interface SideToAsk {
  readonly side: Side;
  readonly runner: Tagged;
  readonly environment: Readonly<Record<string, string>>;
  readonly question: Omit<Question, 'folder'>;
}

/** Starts the side's runner with a script that only looks, in place of the batch: the environment is the one in which the batch would run. Never throws for what the platform does. */
export async function askSide(
  { side, runner, environment, question }: SideToAsk,
  folder: string,
  registries: Registries,
  x: Context,
): Promise<Asked> {
  const implementation = registries.runners[runner.kind];
  const config = withCommand(runner, question);
  if (typeof config === 'string') return { unasked: config };
  if (implementation === undefined) return { unasked: `there is no runner ${runner.kind}` };
  const logFile = join(folder, `${side}.log`);
  const request = { run: `preflight-${x.ids.unique()}`, take: `${side}-1` as const, side, environment, timeoutMs: TIMEOUT_MS, logFile };
  const { outcome } = await implementation.run(config, request, x);
  x.signal.throwIfAborted();
  const answer = readAnswer(await readFile(logFile, 'utf8').catch(() => ''));
  if (answer !== undefined) return { answer };
  if (outcome.kind === 'not-started') return { unasked: `nothing could be started: ${outcome.error.message}` };
  return { unasked: `what only looks was ${describeOutcome(outcome)}, and its answer did not arrive whole` };
}

/** The runner's settings with another command; why not, where it starts nothing. */
function withCommand({ kind, config }: Tagged, question: Omit<Question, 'folder'>): unknown {
  const settings = config as { readonly command?: readonly string[] };
  // Of an interpreter, what lies beside it says nothing of the batch.
  const program = programsIn(settings.command ?? []).at(-1);
  const script = probeScript({
    ...question,
    folder: kind === 'ssh' && program !== undefined && program.includes('/') ? posix.dirname(program) : '.',
  });
  if (script.length > LONGEST) return 'the scripts use more programs and variables than one task can be asked for';
  const command = ['/bin/sh', '-c', script];
  if (kind === 'ssh') return { ...settings, command, besideCron: 'it only looks' };
  if (kind === 'fargate' || kind === 'container' || kind === 'process') return { ...settings, command };
  return `runner ${kind} starts nothing`;
}
