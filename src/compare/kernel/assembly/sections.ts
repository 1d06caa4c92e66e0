import { emptyKey, keyCount, keys, rowHigh, rowLow } from "./contents";
import { content, contentLength, fieldCount, fieldEnd, fieldStart, openField } from "./fields";

/**
 * A file whose keys only rise (or only fall) has no key twice, so records need not be remembered: it is cut into sections, and a section of the same records
 * on both sides settles them. Where a section ends is decided by the records themselves, so that one more record moves no more than one end.
 */
const ASCENDING: u32 = 1;
const DESCENDING: u32 = 2;
const SHORTER_FIRST: u32 = 4;
const LONGER_FIRST: u32 = 8;
const ANY: u32 = 15;

let on: bool = false;
/** A record ends a section when these bits of its hash are 0. */
let mask: u64 = 0;
/** For each column of the key: u32 address and length in the record before. */
let before: usize = 0;
/** Room for the key of a text's last record. */
let kept: usize = 0;
let keptBytes: u32 = 0;
/** For each section: u64 sums of its records' hashes, u32 number of its last record, u32 unused. */
let out: usize = 0;
let outCount: u32 = 0;
let first: bool = true;

export let sectionCount: u32 = 0;
export let sectionLow: u64 = 0;
export let sectionHigh: u64 = 0;
/** Which orders all keys so far are in; 0: none, or nobody knows. */
export let orders: u32 = 0;

/** `sectionRows`, a power of two, is how long sections are on the average; 0: there are none. `outAt` has room for `most` sections of 24 bytes. */
export function setSections(sectionRows: u32, beforeAt: usize, keptAt: usize, keptRoom: u32, outAt: usize, most: u32): void {
  on = sectionRows > 0;
  mask = <u64>sectionRows - 1;
  before = beforeAt;
  kept = keptAt;
  keptBytes = keptRoom;
  out = outAt;
  outCount = most;
  first = true;
  sectionCount = 0;
  sectionLow = 0;
  sectionHigh = 0;
  orders = ANY;
}

/** What was noted so far was taken over. */
export function takeSections(): void {
  sectionCount = 0;
}

/** Notes the record that was hashed last. */
// @ts-ignore: decorator
@inline
export function noteSection(number: u32, hasQuote: bool): void {
  if (!on) return;
  sectionLow += rowLow;
  sectionHigh += rowHigh;
  followKey(hasQuote);
  if ((rowLow & mask) == 0 && sectionCount < outCount) endSection(number);
}

export function endSection(number: u32): void {
  const at = out + <usize>sectionCount * 24;
  store<u64>(at, sectionLow);
  store<u64>(at, sectionHigh, 8);
  store<u32>(at, number, 16);
  sectionCount++;
  sectionLow = 0;
  sectionHigh = 0;
}

function followKey(hasQuote: bool): void {
  let decided = first;
  let empty = false;
  for (let nth: u32 = 0; nth < keyCount; nth++) {
    const field = load<u32>(keys + (<usize>nth << 2));
    if (field >= fieldCount) {
      orders = 0;
      empty = true;
      continue;
    }
    let from = fieldStart(field);
    let length: usize = fieldEnd(field) - from;
    if (hasQuote) {
      openField(field);
      // Unescaped content lies where the next one will.
      if (content < from || content > from + 1) orders = 0;
      from = content;
      length = contentLength;
    }
    if (length == 0) empty = true;
    const place = before + (<usize>nth << 3);
    if (!decided) decided = narrow(load<u32>(place), load<u32>(place, 4), from, length);
    store<u32>(place, <u32>from);
    store<u32>(place, <u32>length, 4);
  }
  if (!decided) orders = 0;
  if (empty) emptyKey();
  first = false;
}

/** Whether the two cells differ; then only the orders stay in which they are. */
// @ts-ignore: decorator
@inline
function narrow(mine: usize, mineLength: usize, theirs: usize, theirsLength: usize): bool {
  const shared = min<usize>(mineLength, theirsLength);
  let rises = mineLength < theirsLength;
  let differ = mineLength != theirsLength;
  for (let at: usize = 0; at < shared; at += 8) {
    const difference = load<u64>(mine + at) ^ load<u64>(theirs + at);
    if (difference == 0) continue;
    const place = at + (<usize>ctz<u64>(difference) >> 3);
    if (place >= shared) break;
    differ = true;
    rises = load<u8>(mine + place) < load<u8>(theirs + place);
    break;
  }
  if (!differ) return false;
  const longer = mineLength == theirsLength ? rises : mineLength < theirsLength;
  orders &= (rises ? ASCENDING : DESCENDING) | (longer ? SHORTER_FIRST : LONGER_FIRST);
  return true;
}

/** The text is about to go: keeps the key of its last record. */
export function keepKey(): void {
  if (!on || first) return;
  let at = kept;
  for (let nth: u32 = 0; nth < keyCount; nth++) {
    const place = before + (<usize>nth << 3);
    const length = load<u32>(place, 4);
    if (at + length + 8 > kept + keptBytes) {
      orders = 0;
      return;
    }
    memory.copy(at, load<u32>(place), length);
    store<u32>(place, <u32>at);
    at += length;
  }
}
