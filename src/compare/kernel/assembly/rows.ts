import { content, contentLength, fieldCount, fieldEnd, fieldStart, isQuoted, openField, openRecord, writeCanonical } from "./fields";
import { absorb, cellHash, finish, hashBytes, hashCell, high, low } from "./hash";
import { blockFull } from "./host";
import { k4, k5, k6, k7, s0, s1, s2, s3 } from "./secrets";
import { endOf, hasQuotes, hasReturns, lastFieldOf, quoted, recordCount } from "./structure";
import { noteBare, noteField } from "./traits";

/** From the index of a text to one row a record: the hash of its key and of its contents. */

/** `EMPTY` and `QUOTED_EMPTY` are equal as text. */
const MISSING: u32 = 0;
export const EMPTY: u32 = 1;
export const QUOTED_EMPTY: u32 = 2;
const FIRST_CODE: u32 = 3;

/**
 * A row: 48 bits of the key (8 more are the partition), 16 of the contents, u32 record number (from 1), then 32 bits of the contents, or a u32 for each compared column.
 * Bits are few, for memory is what costs: keys that meet are told apart by reading, and a pass rests on the sums.
 */
export const ROW: usize = 16;
export const CODES: usize = 12;

let columns: u32 = 0;
/** Places of the key's columns; without a key the contents are the key. */
let keys: usize = 0;
let keyCount: u32 = 0;
/** Places of the columns that are compared, in the order that both sides share; unless whole records are hashed as they stand. */
let places: usize = 0;
let placeCount: u32 = 0;
let whole: bool = true;
/** Only the structure is looked at: nothing is hashed. */
let bare: bool = false;
/** The number of a place among the compared columns, or -1. */
let ordinals: usize = 0;
/** How many of the compared columns get a code in the row; then whole records are not hashed. 0: the contents' hash stands there. */
let codes: bool = false;
/** For each partition its open block: u32 where to write, u32 its end. 0: rows are only summed up. */
let blocks: usize = 0;
let canonical: usize = 0;
/** 64 less the bits of the key's hash that are its partition; 1 to 8 bits. */
let partitionShift: u64 = 56;

export let rows: u32 = 0;
export let emptyKeys: u32 = 0;
export let crlf: u32 = 0;
export let ragged: u32 = 0;
export let firstRagged: u32 = 0;
export let firstRaggedFields: u32 = 0;
/** Offset in the text in which it was met. */
export let firstRaggedAt: u32 = 0;
/** Order-independent sums of the hashes of all records. */
export let sumLow: u64 = 0;
export let sumHigh: u64 = 0;

let rowLow: u64 = 0;
let rowHigh: u64 = 0;
let marks: u64 = 0;

export function setColumns(columnCount: u32, keysAt: usize, keyColumns: u32, placesAt: usize, placeColumns: u32, ordinalsAt: usize): void {
  columns = columnCount;
  keys = keysAt;
  keyCount = keyColumns;
  places = placesAt;
  placeCount = placeColumns;
  ordinals = ordinalsAt;
}

export function setRows(structureOnly: bool, wholeRecords: bool, withCodes: bool, blocksAt: usize, canonicalAt: usize): void {
  bare = structureOnly;
  whole = wholeRecords;
  codes = withCodes;
  blocks = blocksAt;
  canonical = canonicalAt;
}

/** Forgets what was counted. Rows go to 2 to the power of `partitionBits` (1 to 8) partitions. */
export function beginRows(partitionBits: u32): void {
  partitionShift = 64 - <u64>partitionBits;
  rows = 0;
  emptyKeys = 0;
  crlf = 0;
  ragged = 0;
  sumLow = 0;
  sumHigh = 0;
}

/** Takes the records of the text that was indexed last. The first one is skipped where it is a header. */
export function takeRecords(base: usize, header: bool): void {
  let first: u32 = 0;
  let start: u32 = 0;
  for (let record: u32 = 0; record < recordCount; record++) {
    const last = lastFieldOf(record);
    const next = endOf(last) + 1;
    let end = next - 1;
    if (hasReturns && end > start && load<u8>(base + end - 1) == 13) {
      end--;
      crlf++;
    }
    if (record > 0 || !header) {
      openRecord(base, first, last, start, end);
      takeRecord(base + start, end - start, start, hasQuotes && quoted(start, end));
    }
    first = last + 1;
    start = next;
  }
}

// @ts-ignore: decorator
@inline
function takeRecord(from: usize, length: usize, offset: u32, hasQuote: bool): void {
  rows++;
  marks = 0;
  if (fieldCount != columns) noteRagged(offset);
  if (bare) {
    if (hasQuote) noteQuotes();
    else noteBare();
    return;
  }
  if (codes) {
    writeCodes(reserve(keyHash(hasQuote), 0, CODES + (<usize>placeCount << 2)) + CODES, hasQuote);
    return;
  }
  if (whole) hashWhole(from, length, hasQuote);
  else hashPlaces(hasQuote);
  const contents = rowLow;
  if (marks != 0) {
    rowLow = absorb(rowLow, marks, k6);
    rowHigh = absorb(rowHigh, marks, k7);
  }
  sumLow += rowLow;
  sumHigh += rowHigh;
  if (blocks == 0) return;
  if (keyCount > 0) reserve(keyHash(hasQuote), rowLow, ROW);
  else reserve(contents, rowHigh, ROW);
}

/** A row in the key's partition, written except for codes. */
// @ts-ignore: decorator
@inline
function reserve(key: u64, contents: u64, size: usize): usize {
  const partition = <i32>(key >> partitionShift);
  const block = blocks + (<usize>partition << 3);
  let at: usize = load<u32>(block);
  if (at + size > <usize>load<u32>(block, 4)) {
    blockFull(partition);
    at = load<u32>(block);
  }
  store<u32>(block, <u32>(at + size));
  store<u64>(at, (key << 16) | (contents >> 48));
  store<u32>(at, rows, 8);
  store<u32>(at, <u32>contents, 12);
  return at;
}

function noteRagged(offset: u32): void {
  if (ragged == 0) {
    firstRagged = rows;
    firstRaggedFields = fieldCount;
    firstRaggedAt = offset;
  }
  ragged++;
}

// @ts-ignore: decorator
@inline
function hashWhole(from: usize, length: usize, hasQuote: bool): void {
  const fields = min<u32>(fieldCount, columns);
  if (hasQuote && noteQuotes()) hashBytes(canonical, writeCanonical(fields, canonical));
  else {
    if (!hasQuote) noteBare();
    hashBytes(from, fieldCount > columns ? fieldEnd(fields - 1) - from : length);
  }
  rowLow = low;
  rowHigh = high;
}

/** Whether some field is quoted without need. Notes how empty fields are quoted. */
function noteQuotes(): bool {
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
function hashPlaces(hasQuote: bool): void {
  if (hasQuote) noteQuotes();
  else noteBare();
  rowLow = s0;
  rowHigh = s1;
  for (let nth: u32 = 0; nth < placeCount; nth++) {
    const field = load<u32>(places + (<usize>nth << 2));
    if (field < fieldCount) {
      openField(field);
      hashCell(content, contentLength);
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
function writeCodes(at: usize, hasQuote: bool): void {
  if (hasQuote) noteQuotes();
  else noteBare();
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

// @ts-ignore: decorator
@inline
function keyHash(hasQuote: bool): u64 {
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
