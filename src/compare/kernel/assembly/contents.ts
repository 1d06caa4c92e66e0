import { content, contentLength, fieldCount, fieldEnd, fieldStart, isQuoted, openField, writeCanonical } from "./fields";
import { absorb, cellHash, finish, hashBytes, high, low } from "./hash";
import { k4, k5, k6, k7, s0, s1, s2, s3 } from "./secrets";
import { delimiterFrom } from "./dialect";
import { noteField } from "./traits";

/** The hashes of one record that was opened: of its contents, its key, its fields. */

/** `EMPTY` and `QUOTED_EMPTY` are equal as text. */
const MISSING: u32 = 0;
export const EMPTY: u32 = 1;
export const QUOTED_EMPTY: u32 = 2;
const FIRST_CODE: u32 = 3;

export let columns: u32 = 0;
/** Places of the key's columns. */
export let keys: usize = 0;
export let keyCount: u32 = 0;
/** Places of the columns that are compared, in the order that both sides share; unless whole records are hashed as they stand. */
let places: usize = 0;
export let placeCount: u32 = 0;
/** The number of a place among the compared columns, or -1. */
let ordinals: usize = 0;
/** Room for a record in another form. */
let canonical: usize = 0;

/** The hash of the contents that was made last, of what `noteQuotes` saw of empty fields, and how many keys had an empty field. */
export let rowLow: u64 = 0;
export let rowHigh: u64 = 0;
let marks: u64 = 0;
export let emptyKeys: u32 = 0;

export function setColumns(columnCount: u32, keysAt: usize, keyColumns: u32, placesAt: usize, placeColumns: u32, ordinalsAt: usize): void {
  columns = columnCount;
  keys = keysAt;
  keyCount = keyColumns;
  places = placesAt;
  placeCount = placeColumns;
  ordinals = ordinalsAt;
}

export function setCanonical(canonicalAt: usize): void {
  canonical = canonicalAt;
}

export function beginContents(): void {
  emptyKeys = 0;
}

/** The next record has no marks yet. */
// @ts-ignore: decorator
@inline
export function openContents(): void {
  marks = 0;
}

/** Two records with the same contents whose empty fields are quoted in other ways get other hashes. */
// @ts-ignore: decorator
@inline
export function addMarks(): void {
  if (marks == 0) return;
  rowLow = absorb(rowLow, marks, k6);
  rowHigh = absorb(rowHigh, marks, k7);
}

// @ts-ignore: decorator
@inline
export function hashWhole(from: usize, length: usize, needlessQuotes: bool): void {
  const fields = min<u32>(fieldCount, columns);
  if (needlessQuotes) hashBytes(canonical, writeCanonical(fields, canonical));
  else hashBytes(from, fieldCount > columns ? fieldEnd(fields - 1) - from : length);
  rowLow = low;
  rowHigh = high;
}

/** Whether some field is quoted without need. Notes how empty fields are quoted. */
export function noteQuotes(): bool {
  let needless = false;
  for (let field: u32 = 0; field < fieldCount; field++) {
    openField(field);
    if (noteField(field)) needless = true;
    if (isQuoted && contentLength == 0 && field < columns) mark(load<i32>(ordinals + (<usize>field << 2)));
  }
  return needless;
}

function mark(ordinal: i32): void {
  if (ordinal >= 0) marks += finish(s3 ^ (<u64>(ordinal + 1) * k6));
}

/** Hashes the compared fields one by one. */
export function hashPlaces(): void {
  rowLow = s0;
  rowHigh = s1;
  for (let nth: u32 = 0; nth < placeCount; nth++) {
    const field = load<u32>(places + (<usize>nth << 2));
    if (field < fieldCount) {
      openField(field);
      hashBytes(content, contentLength);
      rowLow = absorb(rowLow, low, k4);
      rowHigh = absorb(rowHigh, high, k5);
    } else {
      rowLow = absorb(rowLow, s3, k5);
      rowHigh = absorb(rowHigh, s2, k4);
    }
  }
  rowLow = finish(rowLow);
  rowHigh = finish(rowHigh);
}

/** A code for each compared field. */
export function writeCodes(at: usize, hasQuote: bool): void {
  for (let nth: u32 = 0; nth < placeCount; nth++) {
    store<u32>(at + (<usize>nth << 2), codeOf(load<u32>(places + (<usize>nth << 2)), hasQuote));
  }
}

// @ts-ignore: decorator
@inline
function codeOf(field: u32, hasQuote: bool): u32 {
  if (field >= fieldCount) return MISSING;
  const from = fieldStart(field);
  const length = fieldEnd(field) - from;
  if (length == 0) return EMPTY;
  if (!hasQuote) return textCode(from, length);
  openField(field);
  return contentLength == 0 ? QUOTED_EMPTY : textCode(content, contentLength);
}

// @ts-ignore: decorator
@inline
function textCode(from: usize, length: usize): u32 {
  return max<u32>(<u32>(cellHash(from, length) >> 32), FIRST_CODE);
}

/** As `keyHash`, of a record whose fields are not known: without quotes, with all its fields. Looks through all that is before them, so keys should stand in front. */
// @ts-ignore: decorator
@inline
export function scannedKeyHash(base: usize, start: u32, end: u32): u64 {
  let hash: u64 = s2;
  let empty = false;
  for (let nth: u32 = 0; nth < keyCount; nth++) {
    let from = start;
    for (let before = load<u32>(keys + (<usize>nth << 2)); before > 0; before--) from = delimiterFrom(base, from, end) + 1;
    const length = delimiterFrom(base, from, end) - from;
    hash = absorb(hash, cellHash(base + from, length), k7);
    if (length == 0) empty = true;
  }
  if (empty) emptyKeys++;
  return finish(hash);
}

/** Whether all fields of the key end before an offset, so that `scannedKeyHash` finds them. */
export function keysBefore(base: usize, start: u32, offset: u32): bool {
  for (let nth: u32 = 0; nth < keyCount; nth++) {
    let at = start;
    for (let left = load<u32>(keys + (<usize>nth << 2)) + 1; left > 0; left--) {
      at = delimiterFrom(base, at, offset) + 1;
      if (at > offset) return false;
    }
  }
  return true;
}

// @ts-ignore: decorator
@inline
export function keyHash(hasQuote: bool): u64 {
  let hash: u64 = s2;
  let empty = false;
  for (let nth: u32 = 0; nth < keyCount; nth++) {
    const field = load<u32>(keys + (<usize>nth << 2));
    if (field >= fieldCount) {
      hash = absorb(hash, s3, k5);
      empty = true;
      continue;
    }
    let from = fieldStart(field);
    let length = fieldEnd(field) - from;
    if (hasQuote) {
      openField(field);
      from = content;
      length = contentLength;
    }
    hash = absorb(hash, cellHash(from, length), k7);
    if (length == 0) empty = true;
  }
  if (empty) emptyKeys++;
  return finish(hash);
}
