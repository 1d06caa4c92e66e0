/** Characters that are not seen, or that turn the direction of what follows. */
const HIDDEN: ReadonlySet<number> = new Set([
  0xad, 0x61c, 0x180e, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2060, 0x2066, 0x2067, 0x2068,
  0x2069, 0xfeff,
]);

/**
 * Makes hostile text harmless for a terminal, and equal-looking texts tell apart: control characters (C0, DEL, C1), direction overrides, line separators
 * and characters without width are shown as `\xNN` or `\u{…}`.
 * Newlines and tabs stay where `keepLines` is set.
 */
export function visible(text: string, keepLines = false): string {
  let result = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (keepLines && (character === '\n' || character === '\t')) result += character;
    else if (code < 0x20 || (code >= 0x7f && code < 0xa0)) result += `\\x${code.toString(16).padStart(2, '0')}`;
    else if (HIDDEN.has(code)) result += `\\u{${code.toString(16)}}`;
    else result += character;
  }
  return result;
}

/** `1234567` → `1,234,567`. */
export function grouped(value: number): string {
  // Its first number costs `Intl` a twentieth of a second on a busy machine, as it loads its tables.
  return Number.isSafeInteger(value) ? String(value).replace(/\B(?=(?:\d{3})+$)/g, ',') : value.toLocaleString('en-US');
}
