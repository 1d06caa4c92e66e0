import { EXIT, type ExitCode } from './exit-code.ts';
import { formatLocation, type Location } from './location.ts';
import { type Message, message } from './message.ts';

/** `misuse`: scenario, option or input is wrong (exit 3). `fault`: the harness or the evidence failed (exit 4). `cancelled`: a person stopped it. */
export type ErrorClass = 'misuse' | 'fault' | 'cancelled';

export interface ErrorDetails {
  /** Stable, kebab-case, dotted by area: `ssh.host-key-mismatch`. */
  readonly code: string;
  readonly class?: ErrorClass;
  readonly message: string;
  readonly expected?: string;
  readonly received?: string;
  readonly at?: Location;
  /** One line on how to mend it. */
  readonly fix: string | Message;
  readonly cause?: unknown;
}

/** The data of an error, as it is stored in observations, verdicts and `--json`. */
export interface ErrorData {
  readonly code: string;
  readonly message: string;
  readonly expected?: string;
  readonly received?: string;
  readonly at?: Location;
  readonly fix: Message;
}

/** Every error that Twinrun means to raise. Anything else that reaches the user is a bug and is shown as `internal`. */
export class TwinrunError extends Error {
  readonly code: string;
  readonly class: ErrorClass;
  readonly expected: string | undefined;
  readonly received: string | undefined;
  readonly at: Location | undefined;
  readonly fix: Message;

  constructor(details: ErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'TwinrunError';
    this.code = details.code;
    this.class = details.class ?? 'fault';
    this.expected = details.expected;
    this.received = details.received;
    this.at = details.at;
    this.fix = typeof details.fix === 'string' ? message(`${details.code}.fix`, details.fix) : details.fix;
  }

  get exitCode(): ExitCode {
    return EXIT[this.class];
  }

  toJSON(): ErrorData {
    return {
      code: this.code,
      message: this.message,
      ...(this.expected === undefined ? {} : { expected: this.expected }),
      ...(this.received === undefined ? {} : { received: this.received }),
      ...(this.at === undefined ? {} : { at: this.at }),
      fix: this.fix,
    };
  }
}

/** Several errors of one input, all reported at once (a scenario with five mistakes gives five). */
export class TwinrunErrors extends TwinrunError {
  readonly errors: readonly TwinrunError[];

  constructor(errors: readonly TwinrunError[]) {
    const first = errors[0];
    super({
      code: 'several',
      class: first?.class ?? 'misuse',
      message: `${errors.length} errors`,
      fix: 'Mend each of them; all are listed.',
    });
    this.errors = errors;
  }
}

/** Any thrown value as a TwinrunError; an unexpected one becomes `internal`, which is our bug. */
export function asTwinrunError(thrown: unknown): TwinrunError {
  if (thrown instanceof TwinrunError) return thrown;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return new TwinrunError({
    code: 'internal',
    message: text === '' ? 'an error without a message' : text,
    fix: 'This is a defect of Twinrun: run again with --log-level debug and report what it prints.',
    cause: thrown,
  });
}

/** The error as the person on call reads it: what, where, expected, received, how to mend it. One line each. */
export function formatError(error: TwinrunError): string {
  if (error instanceof TwinrunErrors) return error.errors.map(formatError).join('\n\n');
  const where = error.at === undefined ? '' : formatLocation(error.at);
  const lines = [`${where === '' ? '' : `${where}: `}${error.message} [${error.code}]`];
  if (error.expected !== undefined) lines.push(`  expected: ${error.expected}`);
  if (error.received !== undefined) lines.push(`  received: ${error.received}`);
  lines.push(`  fix:      ${error.fix.text}`);
  return lines.join('\n');
}
