import { TwinrunError } from '../model/error.ts';

/** `run.not-found` (misuse); `where` is the store's address. */
export function runNotFound(scenario: string, id: string, where: string): TwinrunError {
  return new TwinrunError({
    code: 'run.not-found',
    class: 'misuse',
    message: id === 'latest' ? `no sealed run of ${scenario}` : `no sealed run ${id} of ${scenario}`,
    at: { file: where },
    fix: '`twinrun runs` lists all runs, also those that were interrupted.',
  });
}
