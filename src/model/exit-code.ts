import type { Status } from './status.ts';

/** The process exit codes of every command. */
export const EXIT = { pass: 0, fail: 1, inconclusive: 2, misuse: 3, fault: 4, cancelled: 130 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export function exitCodeOf(status: Status): ExitCode {
  return EXIT[status];
}

const ORDER: readonly ExitCode[] = [EXIT.cancelled, EXIT.fault, EXIT.misuse, EXIT.fail, EXIT.inconclusive, EXIT.pass];

/** Several scenarios: cancelled > 4 > 3 > 1 > 2 > 0. None at all is inconclusive. */
export function worstExitCode(codes: readonly ExitCode[]): ExitCode {
  return ORDER.find((code) => codes.includes(code)) ?? EXIT.inconclusive;
}
