/** The text without the run at its end of characters (UTF-16 units) that are in `dropped`. In linear time, which a regular expression does not promise. */
export function withoutEnd(text: string, dropped: string): string {
  let end = text.length;
  while (end > 0 && dropped.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
