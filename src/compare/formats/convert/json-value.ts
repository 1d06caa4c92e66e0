/**
 * A JSON value whose numbers keep their text (`1.0` is not `1`, and no digit is lost), which JSON.parse does not do.
 * A token is a number, `true`, `false` or `null`.
 */
export type JsonValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'token'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly JsonValue[] }
  | { readonly kind: 'object'; readonly entries: ReadonlyMap<string, JsonValue>; readonly repeated: string | undefined };

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
