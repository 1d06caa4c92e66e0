import { visible } from '../runtime/text.ts';

/** What stands in the file, short and harmless. */
export function received(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'object') {
    const keys = Object.keys(value);
    return keys.length === 0 ? 'an empty mapping' : visible(`a mapping of ${keys.slice(0, 6).join(', ')}${keys.length > 6 ? ', …' : ''}`);
  }
  const text = visible(String(value));
  const short = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  return typeof value === 'string' ? (text === '' ? 'empty text' : short) : `${short} (${typeof value})`;
}
