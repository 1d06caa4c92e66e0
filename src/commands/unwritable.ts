import { TwinrunError } from '../model/error.ts';

/** A file that a person named cannot be written (misuse). `code`: `cli.html`, `gate.report` …; `what`: `the page`. */
export function unwritable(code: string, what: string, file: string, cause: unknown): TwinrunError {
  return new TwinrunError({
    code,
    class: 'misuse',
    message: `${what} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`,
    at: { file },
    fix: 'Name a file in a folder that is there and that you may write to.',
    cause,
  });
}
