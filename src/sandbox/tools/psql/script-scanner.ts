import { blockCommentEnd, quotedEnd } from './quoted-spans.ts';
import { quoteIdentifier, quoteLiteral } from './quoting.ts';

/** What the scanner finds next. `line` is where it ends, from 1. */
export type ScriptItem =
  | { readonly kind: 'statement'; readonly text: string; readonly line: number }
  | { readonly kind: 'command'; readonly name: string; readonly rest: string; readonly line: number };

/** A variable's value must not be expanded within itself. */
interface Expansion {
  readonly name: string;
  end: number;
}

/** Each matches at the scanner's place only. */
const VARIABLE =
  /:(?:(?<plain>[\w\u0080-\uffff]+)|'(?<literal>[\w\u0080-\uffff]+)'|"(?<identifier>[\w\u0080-\uffff]+)"|\{\?(?<test>[\w\u0080-\uffff]+)\})/y;
const DOLLAR_QUOTE = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
const IDENTIFIER = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const LINE_COMMENT = /--[^\n]*/y;
const COMMAND = /\\([^\s\\]*)[ \t]*([^\n]*)/y;

/**
 * Splits a script as psql does: at semicolons outside of quotes, dollar quotes, comments and parentheses, with `:name`, `:'name'` and
 * `:"name"` replaced outside of quotes and comments. Backslash commands end the line.
 */
export class ScriptScanner {
  #text: string;
  #at = 0;
  #counted = 0;
  #lines = 1;
  #inserted = 0;
  readonly #variables: ReadonlyMap<string, string>;
  #expansions: Expansion[] = [];
  #statement = '';

  constructor(text: string, variables: ReadonlyMap<string, string>) {
    // psql reads lines without their ends: the last end is not part of an unfinished statement.
    this.#text = text.replace(/\n$/, '');
    this.#variables = variables;
  }

  /** The next statement or command; undefined at the end. A last statement without semicolon counts, as in psql. */
  next(): ScriptItem | undefined {
    let depth = 0;
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at] ?? '';
      if (character === '\\') {
        const item = this.#backslash();
        if (item !== undefined) return item;
        continue;
      }
      if (character === ':' && this.#expand()) continue;
      if (this.#skipWhole(character)) continue;
      if (character === '(') depth += 1;
      if (character === ')') depth = Math.max(0, depth - 1);
      this.#take(1);
      if (character === ';' && depth === 0) return this.#finish();
    }
    return this.#statement.trim() === '' ? undefined : this.#finish();
  }

  #finish(): ScriptItem {
    const text = this.#statement;
    this.#statement = '';
    return { kind: 'statement', text, line: this.#line() };
  }

  /** White space and line comments before a statement are not part of it. */
  #take(length: number): void {
    const part = this.#text.slice(this.#at, this.#at + length);
    this.#at += length;
    if (this.#statement !== '' || !/^(\s+|--.*)$/.test(part)) this.#statement += part;
  }

  /** Consumes a quoted string, comment or identifier in one piece. */
  #skipWhole(character: string): boolean {
    const length = this.#wholeLength(character);
    if (length > 0) this.#take(length);
    return length > 0;
  }

  #wholeLength(character: string): number {
    const text = this.#text;
    if (character === "'") return quotedEnd(text, this.#at, "'", false) - this.#at;
    if (character === '"') return quotedEnd(text, this.#at, '"', false) - this.#at;
    if (character === '-') return this.#match(LINE_COMMENT)?.[0].length ?? 0;
    if (text.startsWith('/*', this.#at)) return blockCommentEnd(text, this.#at) - this.#at;
    if (text.startsWith('::', this.#at) || text.startsWith(':=', this.#at)) return 2;
    if (character === '$') {
      const tag = this.#match(DOLLAR_QUOTE)?.[0];
      if (tag === undefined) return 0;
      const end = text.indexOf(tag, this.#at + tag.length);
      return (end < 0 ? text.length : end + tag.length) - this.#at;
    }
    const identifier = this.#match(IDENTIFIER)?.[0];
    if (identifier === undefined) return 0;
    const after = this.#at + identifier.length;
    return (/^e$/i.test(identifier) && text[after] === "'" ? quotedEnd(text, after, "'", true) : after) - this.#at;
  }

  /** Puts a variable's value into the script, to be scanned in its turn. */
  #expand(): boolean {
    const groups = this.#match(VARIABLE)?.groups;
    if (groups === undefined || this.#text.startsWith('::', this.#at)) return false;
    const name = groups.plain ?? groups.literal ?? groups.identifier ?? groups.test ?? '';
    const value = this.#variables.get(name);
    this.#expansions = this.#expansions.filter(({ end }) => end > this.#at);
    if (groups.test !== undefined) return this.#insert(name, value === undefined ? 'FALSE' : 'TRUE');
    if (value === undefined || this.#expansions.some((expansion) => expansion.name === name)) return false;
    if (groups.literal !== undefined) return this.#insert(name, quoteLiteral(value));
    return this.#insert(name, groups.identifier === undefined ? value : quoteIdentifier(value));
  }

  #insert(name: string, value: string): boolean {
    const length = this.#match(VARIABLE)?.[0].length ?? 0;
    this.#text = this.#text.slice(0, this.#at) + value + this.#text.slice(this.#at + length);
    this.#inserted += value.split('\n').length - 1;
    for (const expansion of this.#expansions) expansion.end += value.length - length;
    this.#expansions.push({ name, end: this.#at + value.length });
    return true;
  }

  #backslash(): ScriptItem | undefined {
    const following = this.#text[this.#at + 1];
    if (following === ';' || following === ':') {
      this.#at += 1;
      this.#take(1);
      return undefined;
    }
    const line = this.#line();
    const match = this.#match(COMMAND);
    this.#at += match?.[0].length ?? 1;
    return { kind: 'command', name: match?.[1] ?? '', rest: match?.[2] ?? '', line };
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text) ?? undefined;
  }

  /** What lies behind never changes, so it is counted once. */
  #line(): number {
    for (; this.#counted < this.#at; this.#counted += 1) if (this.#text[this.#counted] === '\n') this.#lines += 1;
    return this.#lines - this.#inserted;
  }
}
