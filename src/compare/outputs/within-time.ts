import { createContext, Script } from 'node:vm';
import { TwinrunError } from '../../model/error.ts';

const call = new Script('work()');

/**
 * Runs work that matches patterns of a user, and stops it after `ms`: a pattern such as `(a+)+$` takes exponential time, and no length cap bounds that.
 * Throws `pattern.too-slow`, and what `work` throws.
 */
export function withinTime(ms: number, what: string, work: () => void): void {
  try {
    call.runInContext(createContext({ work }), { timeout: ms });
  } catch (cause) {
    // The error is one of the other context: no `instanceof`.
    const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
    if (code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw cause;
    throw new TwinrunError({
      code: 'pattern.too-slow',
      class: 'misuse',
      message: `a pattern of ${what} takes too long (over ${ms} ms): it was stopped`,
      expected: 'a pattern that is matched in a time in proportion to the text',
      fix: 'Avoid repetitions inside repetitions, such as (a+)+, and alternatives that overlap.',
      cause,
    });
  }
}
