import { canonicalJson, type JsonValue } from './json-value.ts';

/** Whether numbers, `true` and `false` are the same as the texts that spell them. */
export type JsonTypes = 'distinct' | 'same';

/**
 * A JSON value as the text of a cell, so that different values have different texts: a text stands as it is, unless it could be taken for something
 * else; then it stands in JSON's quotes, as the empty text does (`""`). `null` is the cell `null`; a missing key is an empty cell.
 * With `types: same`, numbers, `true` and `false` meet the texts that spell them; nothing else does.
 */
export function jsonCell(value: JsonValue, types: JsonTypes): string {
  if (value.kind !== 'text') return canonicalJson(value);
  const { text } = value;
  if (text === '' || text === 'null' || /^["[{]/.test(text) || !text.isWellFormed()) return JSON.stringify(text);
  return types === 'distinct' && SCALAR.test(text) ? JSON.stringify(text) : text;
}

const SCALAR = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false)$/;
