import type { Check, CheckResult } from '../model/check.ts';
import type { Registries } from '../model/registries.ts';

/**
 * The checks, so that one fault is judged quickly: a check that names another output than the touched one gives what it gave without the fault, and once one
 * has caught the fault the rest do too. Only for showing that a fault is caught: whatever is not caught by these is judged again by all.
 */
export class ReusedResults {
  readonly #checks: Registries['checks'];
  /** By the options, which are the same object at each judging of a run. */
  readonly #results = new Map<unknown, CheckResult>();

  constructor(checks: Registries['checks']) {
    this.#checks = checks;
  }

  /** All checks, as they are; their results are kept. */
  keeping(): Registries['checks'] {
    return this.#each((check) => async (pair, options, x) => {
      const result = await check.check(pair, options, x);
      this.#results.set(options, result);
      return result;
    });
  }

  /** For a fault in one output, or in the take where it is undefined. */
  forFault(output: string | undefined): Registries['checks'] {
    let caught = false;
    return this.#each((check) => async (pair, options, x) => {
      const kept = this.#results.get(options);
      const named = (options as { readonly output?: unknown } | null)?.output;
      if (kept !== undefined && (caught || (output !== undefined && typeof named === 'string' && named !== output))) return kept;
      const result = await check.check(pair, options, { ...x, explain: false });
      caught ||= result.status !== 'pass' || result.findings.length > 0;
      return result;
    });
  }

  #each(wrap: (check: Check) => Check['check']): Registries['checks'] {
    return Object.fromEntries(Object.entries(this.#checks).map(([id, check]) => [id, { ...check, check: wrap(check) }]));
  }
}
