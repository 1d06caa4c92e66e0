/**
 * Makes hostile text harmless for a terminal: control characters (C0, DEL, C1) and direction overrides are shown as `\xNN` or `\u{…}`.
 * Newlines and tabs stay where `keepLines` is set.
 */
export function visible(text: string, keepLines = false): string {
  let result = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (keepLines && (character === '\n' || character === '\t')) result += character;
    else if (code < 0x20 || (code >= 0x7f && code < 0xa0)) result += `\\x${code.toString(16).padStart(2, '0')}`;
    else if ((code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || code === 0x200e || code === 0x200f)
      result += `\\u{${code.toString(16)}}`;
    else result += character;
  }
  return result;
}

/** `1234567` → `1,234,567`. */
export function grouped(value: number): string {
  return value.toLocaleString('en-US');
}
