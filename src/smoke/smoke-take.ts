import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TwinrunError } from '../model/error.ts';
import type { Observation } from '../model/observation.ts';
import { describeOutcome } from '../model/outcome.ts';
import type { SmokeWorld } from './smoke-step.ts';

/** Runs something that only prints, by the runner that a rehearsal uses, and looks for what it printed. Throws `smoke.take`, `smoke.log`. */
export async function proveTake(
  kind: string,
  id: string,
  config: unknown,
  { registries, x, folder, mark, timeoutMs }: SmokeWorld,
): Promise<Observation> {
  const runner = registries.runners[kind];
  if (runner === undefined) throw new Error(`no runner ${kind}`);
  const logFile = join(folder, `${id}.log`);
  const observation = await runner.run(
    config,
    { run: `smoke-${mark}`, take: 'candidate-1', side: 'candidate', environment: {}, timeoutMs, logFile },
    x,
  );
  const { outcome } = observation;
  if (outcome.kind === 'not-started') throw new TwinrunError({ ...outcome.error, class: 'fault' });
  const log = await readFile(logFile, 'utf8').catch(() => '');
  if (outcome.kind !== 'exited' || outcome.exitCode !== 0) {
    throw new TwinrunError({
      code: 'smoke.take',
      message: `what only prints was ${describeOutcome(outcome)}`,
      expected: 'exit code 0',
      received: log.slice(-400) || 'an empty log',
      fix: 'Look at the log, at the command and at the platform; nothing of a batch is involved yet.',
    });
  }
  if (log.includes(mark)) return observation;
  throw new TwinrunError({
    code: 'smoke.log',
    message: 'it ended well, and its log did not arrive',
    expected: mark,
    received: log.slice(-400) || 'an empty log',
    fix: 'Check the log driver of the task definition (awslogs, group, region, stream prefix) and that its log may be read.',
  });
}
