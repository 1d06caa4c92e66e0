import type { Document } from '../model/document.ts';
import { asTwinrunError, formatError, TwinrunErrors } from '../model/error.ts';
import { documentToTerminal } from '../reporters/document-to-terminal.ts';
import { redactTexts } from '../runtime/redact-texts.ts';
import { visible } from '../runtime/text.ts';
import type { Output, Shell } from './shell.ts';

/** Colour only for people who can see it: not when piped, not under NO_COLOR (https://no-color.org), not with --no-color. */
export function styleOf(output: Output, shell: Shell, color: boolean): { colour: boolean; width: number } {
  const wanted = color && (shell.environment.NO_COLOR ?? '') === '' && shell.environment.TERM !== 'dumb';
  return { colour: wanted && output.isTTY, width: output.isTTY ? output.columns : 160 };
}

export function printDocument(document: Document, shell: Shell, color: boolean): void {
  shell.out.write(documentToTerminal(redactTexts(document, shell.secrets), styleOf(shell.out, shell, color)));
}

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
