import iconv from 'iconv-lite';
import { withoutEnd } from './without-end.ts';

/** A text and what is left of it. */
export interface Cut {
  readonly whole: string;
  readonly part: string;
}

/** Whether just so many characters are left. */
export function isCutAtCharacter({ whole, part }: Cut, at: number): boolean {
  return whole.startsWith(part) && characters(part) === at;
}

/** Whole characters up to the limit; or the bytes as they are, with what a broken character at the end is read as. */
export function isCutAtByte({ whole, part }: Cut, at: number): boolean {
  const bytes = Buffer.from(whole, 'utf8');
  if (bytes.length <= at) return false;
  const cut = bytes.subarray(0, at).toString('utf8');
  return part === cut || part === withoutEnd(cut, '\ufffd');
}

/** The limits in bytes of UTF-8 that would cut there: a character of up to four bytes did not fit. */
export function byteLimits({ part }: Cut): readonly number[] {
  const length = Buffer.byteLength(withoutEnd(part, '\ufffd'), 'utf8');
  return [length, length + 1, length + 2, length + 3];
}

/** The limits in bytes of CP932 that would cut there; none where a text is of one byte a character. */
export function cp932Limits({ whole, part }: Cut): readonly number[] {
  return cp932Length(whole) === whole.length ? [] : [cp932Length(part), cp932Length(part) + 1];
}

/** Whether so many bytes of CP932 have no room for the next character. */
export function isCutAtCp932({ whole, part }: Cut, at: number): boolean {
  const next = [...whole.slice(part.length)][0];
  return next !== undefined && whole.startsWith(part) && cp932Length(part) <= at && cp932Length(part + next) > at;
}

/** Bytes of CP932. */
export function cp932Length(text: string): number {
  return iconv.encode(text, 'CP932').length;
}

/** Characters, each by its code point. */
export function characters(text: string): number {
  return [...text].length;
}
