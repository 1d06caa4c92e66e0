import { TwinrunError } from '../model/error.ts';

/** `collect.missing`: the output is not at its source. */
export function missing(source: string, cause?: unknown): TwinrunError {
  return new TwinrunError({
    code: 'collect.missing',
    message: `${source} is not there`,
    expected: 'the output that the scenario names',
    fix: 'Look at the log of the take: the batch did not write it, or wrote it elsewhere. Then check the path (and {{date}}) in the scenario.',
    cause,
  });
}

/** A full disk (or quota) here is no defect of Twinrun, and no fault of the batch. */
export function diskProblem(target: string, thrown: unknown): unknown {
  const { code } = (thrown ?? {}) as NodeJS.ErrnoException;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return thrown;
  return new TwinrunError({
    code: 'collect.disk-full',
    message: `there is no room left on this machine for ${target}`,
    received: code,
    fix: 'Free some room (twinrun prune removes the artifacts of old runs), then run again.',
    cause: thrown,
  });
}
