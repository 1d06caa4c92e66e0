import { Lexer, Parser, type YAMLParseError, type YAMLWarning } from 'yaml';
import { TwinrunError, TwinrunErrors } from '../model/error.ts';
import { visible } from '../runtime/text.ts';

/** A place in a text, counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A mistake in the YAML itself. */
export interface YamlError {
  readonly code: string;
  readonly message: string;
  readonly place: Place;
}

/** No file that a person writes comes near these; the YAML library is not made for more. */
const MAX_BYTES = 512 * 1024;
const MAX_DEPTH = 64;
/** One slip often makes many errors after it. */
const MAX_SHOWN = 20;

const FIXES: Readonly<Record<string, string>> = {
  'yaml.duplicate-key': 'Keep one of the two: the other would be lost without a word.',
  'yaml.tab': 'Indent with spaces.',
  'yaml.several-documents': 'Keep one document: remove what follows the line `---`.',
  'yaml.tag': 'Remove the tag (the word with `!`); quote the value if it must be text.',
  'yaml.alias': 'Write the value out where it is used.',
  'yaml.key': 'Write a plain text key.',
  'yaml.too-deep': 'Flatten it: no field lies that deep.',
  'yaml.too-large': 'Keep scripts and data in files of their own.',
  'yaml.encoding': 'Save the file as UTF-8.',
};

const CODES: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'yaml.duplicate-key',
  TAB_AS_INDENT: 'yaml.tab',
  MULTIPLE_DOCS: 'yaml.several-documents',
  TAG_RESOLVE_FAILED: 'yaml.tag',
  NON_STRING_KEY: 'yaml.key',
};

/** What the YAML library found, in our words. */
export function yamlError(error: YAMLParseError | YAMLWarning, place: Place): YamlError {
  const code = CODES[error.code] ?? 'yaml.syntax';
  const message = code === 'yaml.several-documents' ? 'there is a second document in this file' : error.message;
  return { code, message, place };
}

/** Throws them all, located, at most one a place. Returns when there are none. */
export function throwYamlErrors(found: readonly YamlError[], file: string): void {
  if (found.length === 0) return;
  const places = new Map(found.map((error) => [`${error.place.line}:${error.place.column}`, error] as const).reverse());
  const errors = [...places.values()].sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column);
  throw new TwinrunErrors(
    errors.slice(0, MAX_SHOWN).map(
      ({ code, message, place }) =>
        new TwinrunError({
          code,
          class: 'misuse',
          message: visible(message),
          at: { file, ...place },
          fix: FIXES[code] ?? 'Correct the YAML here; text with : # { [ & * ! | > or quotes in it needs quotes around it.',
        }),
    ),
  );
}

/** UTF-8, a BOM allowed, and not too large. Throws `yaml.encoding`, `yaml.too-large`. */
export function decodeYaml(bytes: Uint8Array, file: string): string {
  const place = { line: 1, column: 1 };
  if (bytes.length > MAX_BYTES)
    throwYamlErrors([{ code: 'yaml.too-large', message: `the file is larger than ${MAX_BYTES / 1024} KiB`, place }], file);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throwYamlErrors([{ code: 'yaml.encoding', message: 'the file is not UTF-8', place }], file);
    return '';
  }
}

/** The library composes recursively, and thousands of levels end the whole process: so the levels are counted first, without recursion. */
export function refuseDeepYaml(text: string, file: string): void {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    for (const _token of parser.next(lexeme)) {
      // only the depth is of interest
    }
    if (parser.stack.length > MAX_DEPTH * 2) {
      const before = text.slice(0, parser.offset).split('\n');
      const place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
      throwYamlErrors([{ code: 'yaml.too-deep', message: `more than ${MAX_DEPTH} levels`, place }], file);
    }
  }
}
