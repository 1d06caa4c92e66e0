import type { Document } from '../model/document.ts';
import { documentToTerminal } from '../reporters/document-to-terminal.ts';
import { redactTexts } from '../runtime/redact-texts.ts';
import type { Output, Shell } from './shell.ts';

/** Colour only for people who can see it: not when piped, not under NO_COLOR (https://no-color.org), not with --no-color. */
export function styleOf(output: Output, shell: Shell, color: boolean): { colour: boolean; width: number } {
  const wanted = color && (shell.environment.NO_COLOR ?? '') === '' && shell.environment.TERM !== 'dumb';
  return { colour: wanted && output.isTTY, width: output.isTTY ? output.columns : 160 };
}

export function printDocument(document: Document, shell: Shell, color: boolean): void {
  shell.out.write(documentToTerminal(redactTexts(document, shell.secrets), styleOf(shell.out, shell, color)));
}
