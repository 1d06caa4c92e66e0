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

/** `collect.not-a-file`: a folder, a pipe or a device has no content that could be compared; a pipe would be waited for without end. */
export function notAFile(source: string, received: string): TwinrunError {
  return new TwinrunError({
    code: 'collect.not-a-file',
    message: `${source} is no file`,
    expected: 'a file, or a link to one',
    received,
    fix: 'Correct the path. For the files of a folder use `glob`.',
  });
}

/** `collect.name`: a name whose bytes are not UTF-8 cannot be asked for. */
export function unreadableName(source: string, name: string): TwinrunError {
  return new TwinrunError({
    code: 'collect.name',
    message: `${source} finds a file whose name is not UTF-8, so that it cannot be asked for`,
    expected: 'names in UTF-8',
    received: name,
    fix: 'Have the batch copy or link it under a name in ASCII, or make the pattern narrower.',
  });
}
