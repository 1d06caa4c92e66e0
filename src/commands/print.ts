import { asTwinrunError, formatError, TwinrunErrors } from '../model/error.ts';
import { redactTexts } from '../runtime/redact-texts.ts';
import { visible } from '../runtime/text.ts';
import type { Shell } from './shell.ts';

/** One JSON document on stdout and nothing else. */
export function printJson(value: unknown, shell: Shell): void {
  // By way of JSON: errors say themselves what they are in it.
  const plain: unknown = JSON.parse(JSON.stringify(value));
  shell.out.write(`${JSON.stringify(redactTexts(plain, shell.secrets), undefined, 2)}\n`);
}

/** An error for people on stderr, or with --json as the one document on stdout. Redacted, and harmless for a terminal. */
export function printError(thrown: unknown, shell: Shell, json: boolean): void {
  const error = asTwinrunError(thrown);
  if (json) {
    const errors = error instanceof TwinrunErrors ? error.errors : [error];
    shell.out.write(`${shell.secrets.redact(JSON.stringify({ schema: 'twinrun.error/1', errors }, undefined, 2))}\n`);
  } else shell.err.write(`${visible(shell.secrets.redact(formatError(error)), true)}\n`);
}
