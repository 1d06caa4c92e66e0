import { TwinrunError } from '../model/error.ts';

/** Throws `cli.limit` unless it is a whole number from 1 on. */
export function checkLimit(limit: number): void {
  if (Number.isSafeInteger(limit) && limit >= 1) return;
  throw new TwinrunError({
    code: 'cli.limit',
    class: 'misuse',
    message: 'the limit is no number of lines',
    expected: 'a whole number from 1 on',
    received: String(limit),
    fix: 'Write --limit 100.',
  });
}
