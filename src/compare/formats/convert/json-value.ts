/**
 * A JSON value whose numbers keep their text (`1.0` is not `1`, and no digit is lost), which JSON.parse does not do.
 * A token is a number, `true`, `false` or `null`.
 */
export type JsonValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'token'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly JsonValue[] }
  | { readonly kind: 'object'; readonly entries: ReadonlyMap<string, JsonValue>; readonly repeated: string | undefined };

/** Deeper values are refused: reading is recursive. */
const DEPTH = 200;

const BLANK = /[ \t\n\r]*/y;
const TOKEN = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;
/** Reads one JSON value (RFC 8259), strictly; undefined where the text is none. */
export function readJson(text: string): JsonValue | undefined {
  const reader = new JsonReader(text);
  const value = reader.value(0);
  return value !== undefined && reader.atEnd ? value : undefined;
}

/** The value in one spelling: no blanks, keys in the order of their code units, numbers as they were written. */
export function canonicalJson(value: JsonValue): string {
  switch (value.kind) {
    case 'text':
      return JSON.stringify(value.text);
    case 'token':
      return value.text;
    case 'list':
      return `[${value.items.map(canonicalJson).join(',')}]`;
    case 'object': {
      const entries = [...value.entries].sort(([a], [b]) => (a < b ? -1 : 1));
      return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`).join(',')}}`;
    }
  }
}

/** A key that stands twice in an object, at any depth. */
export function repeatedKey(value: JsonValue): string | undefined {
  if (value.kind === 'list') return firstOf(value.items);
  return value.kind === 'object' ? (value.repeated ?? firstOf([...value.entries.values()])) : undefined;
}

function firstOf(values: readonly JsonValue[]): string | undefined {
  for (const value of values) {
    const repeated = repeatedKey(value);
    if (repeated !== undefined) return repeated;
  }
  return undefined;
}

/** Without backslashes and control characters, of which JSON.parse takes care. */
const PLAIN = /^[^\\\p{Cc}]*$/u;

function unescaped(inner: string): string | undefined {
  try {
    return JSON.parse(`"${inner}"`) as string;
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
    this.#take(BLANK);
    const value = this.#bare(depth);
    this.#take(BLANK);
    return value;
  }

  #bare(depth: number): JsonValue | undefined {
    if (depth > DEPTH) return undefined;
    switch (this.#source[this.#at]) {
      case '"':
        return this.#text();
      case '{':
        return this.#object(depth);
      case '[':
        return this.#list(depth);
      default: {
        const token = this.#take(TOKEN);
        return token === undefined ? undefined : { kind: 'token', text: token };
      }
    }
  }

  #text(): { kind: 'text'; text: string } | undefined {
    const end = this.#source[this.#at] === '"' ? this.#closingQuote() : undefined;
    if (end === undefined) return undefined;
    const inner = this.#source.slice(this.#at + 1, end);
    const text = PLAIN.test(inner) ? inner : unescaped(inner);
    if (text === undefined) return undefined;
    this.#at = end + 1;
    return { kind: 'text', text };
  }

  /** The next quote that no odd number of backslashes precedes. */
  #closingQuote(): number | undefined {
    for (let end = this.#source.indexOf('"', this.#at + 1); end !== -1; end = this.#source.indexOf('"', end + 1)) {
      let backslashes = 0;
      while (this.#source[end - 1 - backslashes] === '\\') backslashes += 1;
      if (backslashes % 2 === 0) return end;
    }
    return undefined;
  }

  #object(depth: number): JsonValue | undefined {
    const entries = new Map<string, JsonValue>();
    let repeated: string | undefined;
    const whole = this.#sequence('}', () => {
      this.#take(BLANK);
      const key = this.#text()?.text;
      this.#take(BLANK);
      if (key === undefined || this.#source[this.#at++] !== ':') return false;
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
    this.#take(BLANK);
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

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#source);
    if (match === null) return undefined;
    this.#at = pattern.lastIndex;
    return match[0];
  }
}
