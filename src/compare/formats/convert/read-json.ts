import type { JsonValue } from './json-value.ts';

/** Deeper values are refused: reading is recursive. */
const DEPTH = 200;

const TOKEN = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/;

/** Reads one JSON value (RFC 8259), strictly; undefined where the text is none. */
export function readJson(text: string): JsonValue | undefined {
  const reader = new JsonReader(text);
  const value = reader.value(0);
  return value !== undefined && reader.atEnd ? value : undefined;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;

/** Blank, tab, line feed and carriage return. */
function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
}

/** What ends a token: a comma, a bracket or brace, a blank, or the end of the text (NaN). */
function endsToken(code: number): boolean {
  return Number.isNaN(code) || code === COMMA || code === 0x5d || code === 0x7d || isBlank(code);
}

function unescaped(written: string): string | undefined {
  try {
    return JSON.parse(written) as string;
  } catch {
    return undefined;
  }
}

class JsonReader {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  get atEnd(): boolean {
    return this.#at === this.#source.length;
  }

  value(depth: number): JsonValue | undefined {
    this.#skipBlanks();
    const value = this.#bare(depth);
    this.#skipBlanks();
    return value;
  }

  #bare(depth: number): JsonValue | undefined {
    if (depth > DEPTH) return undefined;
    switch (this.#source[this.#at]) {
      case '"': {
        const text = this.#text();
        return text === undefined ? undefined : { kind: 'text', text };
      }
      case '{':
        return this.#object(depth);
      case '[':
        return this.#list(depth);
      default:
        return this.#token();
    }
  }

  #token(): JsonValue | undefined {
    const start = this.#at;
    while (!endsToken(this.#source.charCodeAt(this.#at))) this.#at += 1;
    const text = this.#source.slice(start, this.#at);
    return TOKEN.test(text) ? { kind: 'token', text } : undefined;
  }

  #text(): string | undefined {
    const start = this.#at;
    if (this.#source.charCodeAt(start) !== QUOTE) return undefined;
    let plain = true;
    for (let at = start + 1; at < this.#source.length; at++) {
      const code = this.#source.charCodeAt(at);
      if (code === QUOTE) {
        this.#at = at + 1;
        return plain ? this.#source.slice(start + 1, at) : unescaped(this.#source.slice(start, at + 1));
      }
      // Of what is escaped, and of control characters, JSON.parse takes care.
      if (code === BACKSLASH || code < 0x20) plain = false;
      if (code === BACKSLASH) at += 1;
    }
    return undefined;
  }

  #object(depth: number): JsonValue | undefined {
    const entries = new Map<string, JsonValue>();
    let repeated: string | undefined;
    const whole = this.#sequence('}', () => {
      this.#skipBlanks();
      const key = this.#text();
      this.#skipBlanks();
      if (key === undefined || this.#source.charCodeAt(this.#at++) !== COLON) return false;
      const value = this.value(depth + 1);
      if (value === undefined) return false;
      if (entries.has(key)) repeated ??= key;
      entries.set(key, value);
      return true;
    });
    return whole ? { kind: 'object', entries, repeated } : undefined;
  }

  #list(depth: number): JsonValue | undefined {
    const items: JsonValue[] = [];
    const whole = this.#sequence(']', () => {
      const value = this.value(depth + 1);
      if (value !== undefined) items.push(value);
      return value !== undefined;
    });
    return whole ? { kind: 'list', items } : undefined;
  }

  /** The members of a list or object with their commas, up to `close`; false where they are not as they must be. */
  #sequence(close: string, member: () => boolean): boolean {
    this.#at += 1;
    this.#skipBlanks();
    if (this.#source[this.#at] === close) {
      this.#at += 1;
      return true;
    }
    while (member()) {
      const next = this.#source[this.#at++];
      if (next === close) return true;
      if (next !== ',') return false;
    }
    return false;
  }

  #skipBlanks(): void {
    while (isBlank(this.#source.charCodeAt(this.#at))) this.#at += 1;
  }
}
