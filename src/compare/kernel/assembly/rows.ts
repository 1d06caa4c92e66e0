import { addMarks, beginContents, columns, hashPlaces, hashWhole, keyCount, keysBefore, keyHash, noteQuotes, openContents, placeCount, scannedKeyHash, rowHigh, rowLow, setCanonical, writeCodes } from "./contents";
import { fieldCount, openRecord, quotesNeeded } from "./fields";
import { hashRecord, high, low } from "./hash";
import { blockFull } from "./host";
import { hasQuotes, hasReturns, recordCount } from "./structure";
import { endOf, indexRecord, lastFieldOf, quoteFrom } from "./text-index";
import { bareColumnsLeft, noteBare } from "./traits";

/** From the index of a text to one row a record. */

/**
 * A row: 49 bits of the key (7 or 8 more are the partition), 15 of the contents, u32 record number (from 1), then 32 bits of the contents, or a u32 for each compared column.
 * Bits are few, for memory is what costs: keys that meet are told apart by reading, and a pass rests on the sums.
 */
export const ROW: usize = 16;
export const CODES: usize = 12;
export const KEY_SHIFT: u64 = 15;

let whole: bool = true;
/** Only the structure is looked at: nothing is hashed. */
let bare: bool = false;
/** How many of the compared columns get a code in the row; then whole records are not hashed. 0: the contents' hash stands there. */
let codes: bool = false;
/** For each partition its open block: u32 where to write, u32 its end. 0: rows are only summed up. */
let blocks: usize = 0;
/** 64 less the bits of the key's hash that are its partition; 1 to 8 bits. */
let partitionShift: u64 = 56;

export let rows: u32 = 0;
export let crlf: u32 = 0;
export let ragged: u32 = 0;
export let firstRagged: u32 = 0;
export let firstRaggedFields: u32 = 0;
/** Offset in the text in which it was met. */
export let firstRaggedAt: u32 = 0;
/** Order-independent sums of the hashes of all records. */
export let sumLow: u64 = 0;
export let sumHigh: u64 = 0;

export function setRows(structureOnly: bool, wholeRecords: bool, withCodes: bool, blocksAt: usize, canonicalAt: usize): void {
  bare = structureOnly;
  whole = wholeRecords;
  codes = withCodes;
  blocks = blocksAt;
  setCanonical(canonicalAt);
}

/** Forgets what was counted. Rows go to 2 to the power of `partitionBits` (1 to 8) partitions; the first record gets the number behind `numberBefore`. */
export function beginRows(partitionBits: u32, numberBefore: u32): void {
  partitionShift = 64 - <u64>partitionBits;
  rows = numberBefore;
  beginContents();
  crlf = 0;
  ragged = 0;
  sumLow = 0;
  sumHigh = 0;
}

/** Takes the records of the text that was indexed last. The first one is skipped where it is a header. */
export function takeRecords(base: usize, header: bool): void {
  let first: u32 = 0;
  let start: u32 = 0;
  let quote = hasQuotes ? quoteFrom(0) : <u32>-1;
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
      takeRecord(base, start, end, quote);
    }
    if (quote < end) quote = quoteFrom(end);
    first = last + 1;
    start = next;
  }
}

/**
 * As `takeRecords`, for whole records without codes, of a text that was indexed without fields and is not uneven, once `bareColumnsLeft` is 0: a record whose
 * quotes are all needed is hashed as it stands.
 */
export function takeWholeRecords(base: usize, header: bool): void {
  let start: u32 = 0;
  for (let record: u32 = 0; record < recordCount; record++) {
    const quote = hasQuotes ? quoteFrom(start) : <u32>-1;
    if (!hasReturns && (record > 0 || !header)) {
      const next = blocks == 0 ? sumPlain(base, start, record, quote) : keepPlain(base, start, record, quote);
      if (next > record) start = lastFieldOf(next - 1) + 1;
      if (next == recordCount) return;
      record = next;
    }
    const feed = lastFieldOf(record);
    let end = feed;
    if (hasReturns && end > start && load<u8>(base + end - 1) == 13) {
      end--;
      crlf++;
    }
    if (record > 0 || !header) {
      if (quote >= end || (quotesNeeded(base, quote, end) && (blocks == 0 || keysBefore(base, start, quote)))) {
        rows++;
        takeBare(base, start, end, blocks != 0);
      } else {
        openRecord(base, 0, indexRecord(base, start, feed), start, end);
        takeRecord(base, start, end, quote);
      }
    }
    start = feed + 1;
  }
}

// Functions of their own: in a larger one, V8 has no registers left for the hash.
function sumPlain(base: usize, from: u32, first: u32, quote: u32): u32 {
  return takePlain(base, from, first, quote, false);
}

function keepPlain(base: usize, from: u32, first: u32, quote: u32): u32 {
  return takePlain(base, from, first, quote, true);
}

/** Takes records without quotes and returns, from one on; gives the number of the one with the next quote. */
// @ts-ignore: decorator
@inline
function takePlain(base: usize, from: u32, first: u32, quote: u32, kept: bool): u32 {
  let record = first;
  for (let start = from; record < recordCount; record++) {
    const end = lastFieldOf(record);
    if (end > quote) break;
    if (kept) rows++;
    takeBare(base, start, end, kept);
    start = end + 1;
  }
  if (!kept) rows += record - first;
  return record;
}

// @ts-ignore: decorator
@inline
function takeBare(base: usize, start: u32, end: u32, kept: bool): void {
  hashRecord(base + start, end - start);
  const contents = low;
  sumLow += contents;
  sumHigh += high;
  if (!kept) return;
  if (keyCount > 0) reserve(scannedKeyHash(base, start, end), contents, ROW);
  else reserve(contents, high, ROW);
}

/** `quote`: where the first one from the record's start on is. */
// @ts-ignore: decorator
@inline
function takeRecord(base: usize, start: u32, end: u32, quote: u32): void {
  rows++;
  openContents();
  if (fieldCount != columns) noteRagged(start);
  const hasQuote = quote < end;
  let needless = false;
  if (!hasQuote) noteBare();
  else if (bareColumnsLeft() > 0 || !quotesNeeded(base, quote, end)) needless = noteQuotes();
  if (bare) return;
  if (codes) {
    writeCodes(reserve(keyHash(hasQuote), 0, CODES + (<usize>placeCount << 2)) + CODES, hasQuote);
    return;
  }
  if (whole) hashWhole(base + start, end - start, needless);
  else hashPlaces();
  const contents = rowLow;
  addMarks();
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
  store<u64>(at, (key << KEY_SHIFT) | (contents >> (64 - KEY_SHIFT)));
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
