import { TwinrunError } from '../model/error.ts';

/** Throws `cli.limit` unless it is a whole number from 1 on. */
export function checkLimit(limit: number, option: 'limit' | 'examine' = 'limit'): void {
  if (Number.isSafeInteger(limit) && limit >= 1) return;
  throw new TwinrunError({
    code: 'cli.limit',
    class: 'misuse',
    message: `--${option} is no number`,
    expected: 'a whole number from 1 on',
    received: String(limit),
    fix: `Write --${option} 100.`,
  });
}
