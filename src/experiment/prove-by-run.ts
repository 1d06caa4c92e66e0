import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '../model/context.ts';
import type { Attempt } from '../model/effect-kind.ts';
import { describeOutcome } from '../model/outcome.ts';
import type { Tagged } from '../model/schema.ts';
import type { Side } from '../model/side.ts';
import { takeEnvironment } from '../scenario/take-environment.ts';
import { expand } from '../scenario/variables.ts';
import { makeRunId } from './record.ts';
import type { Rehearsal } from './rehearsal.ts';
import { unknownKind } from './take.ts';

/** Longer than a task needs to come up; an attempt itself takes seconds. */
const LONGEST_MS = 10 * 60_000;

/** What is run in the place of the batch, and the words by which a denial is known. */
export interface ProofRun {
  readonly run: Tagged;
  readonly says: string;
  readonly side: Side;
  /** Where it stands in the scenario. */
  readonly field: string;
}

/**
 * Runs a command as the take would be run, in its environment. It is denied only if it failed by itself and printed the words: a command that is missing, a
 * task that never came up and a lost connection prove nothing. Runs under an id of its own, of which no evidence is kept but the words.
 */
export async function proveByRun(rehearsal: Rehearsal, { run, says, side, field }: ProofRun, x: Context): Promise<Attempt> {
  const { scenario } = rehearsal.loaded;
  const runner = expand(run, rehearsal.variables, { field });
  const implementation = rehearsal.registries.runners[runner.kind];
  if (implementation === undefined) throw unknownKind('runner', runner.kind);
  const folder = await mkdtemp(join(tmpdir(), 'twinrun-proof-'));
  try {
    const request = {
      run: makeRunId(x.clock.now(), x.ids.unique()),
      take: `${side}-1` as const,
      side,
      environment: takeEnvironment(scenario, side, rehearsal.variables),
      timeoutMs: Math.min(scenario.sides[side].timeout, LONGEST_MS),
      ...(side === 'legacy' ? { schedule: scenario.schedule } : {}),
      logFile: join(folder, 'log.txt'),
    };
    const { outcome } = await implementation.run(runner.config, request, x);
    const log = await readFile(request.logFile, 'utf8').catch(() => '');
    const failed = outcome.kind === 'exited' && outcome.exitCode !== 0;
    const denied = failed && log.includes(says);
    const words = denied ? `it printed “${says}”` : failed ? `it did not print “${says}”` : 'it did not fail by itself';
    return { denied, said: `the attempt ${describeOutcome(outcome)}; ${words}` };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
