import type { Clock } from './clock.ts';
import type { EventBody } from './event.ts';

/** Everything that reaches outside goes through this. */
export interface Context {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly emit: (event: EventBody) => void;
  readonly journal: Journal;
  readonly secrets: Secrets;
  readonly log: Log;
}

export interface Ids {
  /** Random, URL-safe, at least 128 bits. */
  unique(): string;
}

/** What is about to be done and what was done. `write` resolves when the line is on disk (synced). */
export interface Journal {
  write(entry: Readonly<Record<string, unknown>>): Promise<void>;
}

export interface Secrets {
  /** The secret of that name, from the environment or a file. Throws `secret.missing`. It is redacted everywhere from then on. */
  get(name: string): string;
  /** Names values that are in no environment (the sandbox's); they win. */
  provide(values: Readonly<Record<string, string>>): void;
  /** Makes a value known as secret, so that it is redacted. */
  register(value: string): void;
  /** Replaces every known secret in a text by `[secret]`. */
  redact(text: string): string;
}

/** Diagnostics for the maintainer, to stderr. Results never go here. */
export interface Log {
  debug(fields: Readonly<Record<string, unknown>>, text: string): void;
  info(fields: Readonly<Record<string, unknown>>, text: string): void;
  warn(fields: Readonly<Record<string, unknown>>, text: string): void;
}
