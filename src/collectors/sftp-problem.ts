import { TwinrunError } from '../model/error.ts';
import { missing } from './collect-problem.ts';
import type { FileState } from './settle.ts';

const NO_SUCH_FILE = 2;
const PERMISSION_DENIED = 3;

/** Whether an SFTP server answered that there is no such file. */
export function isNotThere(thrown: unknown): boolean {
  return codeOf(thrown) === NO_SUCH_FILE;
}

function codeOf(thrown: unknown): number | undefined {
  return ((thrown ?? {}) as { code?: number }).code;
}

/** What an SFTP server answered, as an error that says how to mend it: `collect.missing`, `collect.put-only`. Anything else is given back as it is. */
export function sftpProblem(source: string, cause: unknown): unknown {
  if (isNotThere(cause)) return missing(source, cause);
  if (codeOf(cause) !== PERMISSION_DENIED) return cause;
  return new TwinrunError({
    code: 'collect.put-only',
    message: `${source} may not be read by this login`,
    expected: 'a login that may read what was delivered',
    received: cause instanceof Error ? cause.message : String(cause),
    fix: 'Use a login that may read it, or compare the copy that the batch keeps: what a partner lets nobody read cannot be proven.',
    cause,
  });
}

/** `collect.changed`: a file that is another one after its transfer was interrupted. */
export function changedMeanwhile(source: string, before: FileState, now: FileState): TwinrunError {
  return new TwinrunError({
    code: 'collect.changed',
    message: `${source} changed while its transfer was interrupted`,
    expected: `${before.size} bytes, as before`,
    received: `${now.size} bytes, or another time`,
    fix: 'Find out who else writes it (a second cron run?), then run again.',
  });
}
