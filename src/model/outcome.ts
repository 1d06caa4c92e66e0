import type { ErrorData } from './error.ts';
import type { Message } from './message.ts';

/** How a take ended. A null exit code is `unknown`, never 0. */
export type Outcome =
  | { readonly kind: 'exited'; readonly exitCode: number }
  | { readonly kind: 'signalled'; readonly signal: string }
  | { readonly kind: 'timed-out'; readonly afterMs: number }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'not-started'; readonly error: ErrorData }
  | { readonly kind: 'unknown'; readonly reason: Message }
  | { readonly kind: 'observed'; readonly at: string };

export function succeeded(outcome: Outcome): boolean {
  return (outcome.kind === 'exited' && outcome.exitCode === 0) || outcome.kind === 'observed';
}

/** One line for people: `exited 0`, `killed by SIGTERM`, `timed out after 600 s`. */
export function describeOutcome(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'exited':
      return `exited ${outcome.exitCode}`;
    case 'signalled':
      return `killed by ${outcome.signal}`;
    case 'timed-out':
      return `timed out after ${outcome.afterMs / 1000} s`;
    case 'cancelled':
      return 'cancelled';
    case 'not-started':
      return `not started: ${outcome.error.message}`;
    case 'unknown':
      return `unknown: ${outcome.reason.text}`;
    case 'observed':
      return `observed at ${outcome.at}`;
  }
}
