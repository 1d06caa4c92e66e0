import { drain } from "./host";

/**
 * Walks the records of two texts side by side whose keys only rise (in one of four orders): a key that is lower than the other side's is not there at all.
 * Cells are compared as they stand, so what is found equal is equal. Works on the indexes that two instances made of their texts; what does not rise, or has
 * other than its header's number of fields, is left to others.
 */
const PAIR: u32 = 1;
const ONE_SIDED: u32 = 2;
/** Differs only in whether an empty cell is quoted. */
const QUOTING: u32 = 4;

/** Whether lower keys come last, and whether shorter ones come first. */
let descends: bool = false;
let byLength: bool = false;
/** Both sides have the same columns in the same places, and are written alike. */
let whole: bool = false;
let quote: u8 = 0;
let keyCount: u32 = 0;
let placeCount: u32 = 0;
/** For each compared column that is no key: u32 cells that differ, legacy and candidate record of the first; the same for those that differ in quoting only. */
let counts: usize = 0;
const COUNT: usize = 24;
let out: usize = 0;
let outEnd: usize = 0;
let write: usize = 0;
/** More differing pairs than these are only counted. */
let most: u32 = 0;
/** The last key: u32 address and length of each of its cells; and room for them. */
let last: usize = 0;
let kept: usize = 0;
let keptBytes: u32 = 0;
let none: bool = true;

let baseL: usize = 0;
let endsL: usize = 0;
let recordsL: usize = 0;
let countL: u32 = 0;
let columnsL: u32 = 0;
let keysL: usize = 0;
let placesL: usize = 0;
let returnsL: bool = false;
let endedL: bool = false;

let baseC: usize = 0;
let endsC: usize = 0;
let recordsC: usize = 0;
let countC: u32 = 0;
let columnsC: u32 = 0;
let keysC: usize = 0;
let placesC: usize = 0;
let returnsC: bool = false;
let endedC: bool = false;

/** The next record of each text. */
export let nextLegacy: u32 = 0;
export let nextCandidate: u32 = 0;
/** Records that were walked over, and those of them with an empty cell in their key. */
export let walkedLegacy: u32 = 0;
export let walkedCandidate: u32 = 0;
export let emptyLegacy: u32 = 0;
export let emptyCandidate: u32 = 0;
/** Pairs with a cell that differs. */
export let differing: u32 = 0;
/** A key does not rise, a record is ragged, or a key is too long to be remembered: nothing of it counts. */
export let lost: bool = false;

export function setMerge(downwards: bool, shorterFirst: bool, alike: bool, quoteByte: u8, countsAt: usize, outAt: usize, outBytes: u32, mostPairs: u32): void {
  descends = downwards;
  byLength = shorterFirst;
  whole = alike;
  quote = quoteByte;
  counts = countsAt;
  out = outAt;
  outEnd = outAt + outBytes;
  write = outAt;
  most = mostPairs;
  none = true;
  walkedLegacy = 0;
  walkedCandidate = 0;
  emptyLegacy = 0;
  emptyCandidate = 0;
  differing = 0;
  lost = false;
}

/** Places of the key's columns, and of the compared ones that are no key, on both sides. `lastAt`: 8 bytes a key column; `keptAt`: room for the cells of one key. */
export function setMergeColumns(keys: u32, keysLegacy: usize, keysCandidate: usize, places: u32, placesLegacy: usize, placesCandidate: usize, lastAt: usize, keptAt: usize, keptRoom: u32): void {
  keyCount = keys;
  keysL = keysLegacy;
  keysC = keysCandidate;
  placeCount = places;
  placesL = placesLegacy;
  placesC = placesCandidate;
  last = lastAt;
  kept = keptAt;
  keptBytes = keptRoom;
}

/** A text of `count` records, of which the first `from` are no longer wanted; `ended`: no other follows. */
export function setLegacyText(base: usize, ends: usize, records: usize, count: u32, columns: u32, from: u32, returns: bool, ended: bool): void {
  baseL = base;
  endsL = ends;
  recordsL = records;
  countL = count;
  columnsL = columns;
  nextLegacy = from;
  returnsL = returns;
  endedL = ended;
}

export function setCandidateText(base: usize, ends: usize, records: usize, count: u32, columns: u32, from: u32, returns: bool, ended: bool): void {
  baseC = base;
  endsC = ends;
  recordsC = records;
  countC = count;
  columnsC = columns;
  nextCandidate = from;
  returnsC = returns;
  endedC = ended;
}

/** Walks until a text that has not ended is used up, both are, or it is lost. */
export function merge(): void {
  while (!lost) {
    const mine = nextLegacy < countL;
    const theirs = nextCandidate < countC;
    if ((!mine && !endedL) || (!theirs && !endedC) || (!mine && !theirs)) return;
    if (mine && load<u32>(recordsL + (<usize>nextLegacy << 2)) != (nextLegacy + 1) * columnsL - 1) lost = true;
    if (theirs && load<u32>(recordsC + (<usize>nextCandidate << 2)) != (nextCandidate + 1) * columnsC - 1) lost = true;
    if (lost) return;
    if (!theirs) onlyLegacy();
    else if (!mine) onlyCandidate();
    else if (whole && sameRecord()) pass();
    else {
      const relation = keyRelation();
      if (relation < 0) onlyLegacy();
      else if (relation > 0) onlyCandidate();
      else {
        compareCells();
        pass();
      }
    }
  }
}

/** Hands over what the buffer still holds. */
export function flushMerge(): void {
  if (write > out) drain(<i32>(write - out));
  write = out;
}

/** A text is about to go: keeps the last key. */
export function keepLast(): void {
  if (none) return;
  let at = kept;
  for (let nth: u32 = 0; nth < keyCount; nth++) {
    const place = last + (<usize>nth << 3);
    const length = load<u32>(place, 4);
    if (at + length + 8 > kept + keptBytes) {
      lost = true;
      return;
    }
    memory.copy(at, load<u32>(place), length);
    store<u32>(place, <u32>at);
    at += length;
  }
}

/** The content of the cell that was opened last; doubled quotes stay so, which no cell without quotes has. */
let from: usize = 0;
let length: usize = 0;
let inQuotes: bool = false;

// @ts-ignore: decorator
@inline
function open(base: usize, ends: usize, field: u32, endsRecord: bool): void {
  const start = base + (field == 0 ? 0 : <usize>load<u32>(ends + (<usize>field << 2) - 4) + 1);
  let end = base + load<u32>(ends + (<usize>field << 2));
  if (endsRecord && end > start && load<u8>(end - 1) == 13) end--;
  inQuotes = end > start && load<u8>(start) == quote;
  from = inQuotes ? start + 1 : start;
  length = inQuotes ? end - start - 2 : end - start;
}

// @ts-ignore: decorator
@inline
function openLegacy(place: u32): void {
  open(baseL, endsL, nextLegacy * columnsL + place, returnsL && place + 1 == columnsL);
}

// @ts-ignore: decorator
@inline
function openCandidate(place: u32): void {
  open(baseC, endsC, nextCandidate * columnsC + place, returnsC && place + 1 == columnsC);
}

// @ts-ignore: decorator
@inline
function same(a: usize, b: usize, bytes: usize): bool {
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    if (v128.any_true(v128.xor(v128.load(a + at), v128.load(b + at)))) return false;
  }
  if (at + 8 <= bytes) {
    if (load<u64>(a + at) != load<u64>(b + at)) return false;
    at += 8;
  }
  const left = <u64>(bytes - at) << 3;
  return ((load<u64>(a + at) ^ load<u64>(b + at)) & ~(<u64>-1 << left)) == 0;
}

// @ts-ignore: decorator
@inline
function sameRecord(): bool {
  const firstL = nextLegacy * columnsL;
  const firstC = nextCandidate * columnsC;
  const startL = baseL + (firstL == 0 ? 0 : <usize>load<u32>(endsL + (<usize>firstL << 2) - 4) + 1);
  const startC = baseC + (firstC == 0 ? 0 : <usize>load<u32>(endsC + (<usize>firstC << 2) - 4) + 1);
  let endL = baseL + load<u32>(endsL + (<usize>(firstL + columnsL - 1) << 2));
  let endC = baseC + load<u32>(endsC + (<usize>(firstC + columnsC - 1) << 2));
  if (returnsL && endL > startL && load<u8>(endL - 1) == 13) endL--;
  if (returnsC && endC > startC && load<u8>(endC - 1) == 13) endC--;
  return endL - startL == endC - startC && same(startL, startC, endL - startL);
}

/** Below 0 where the first text comes first. */
// @ts-ignore: decorator
@inline
function relationOf(a: usize, aLength: usize, b: usize, bLength: usize): i32 {
  if (byLength && aLength != bLength) return descends == aLength < bLength ? 1 : -1;
  const shared = min<usize>(aLength, bLength);
  for (let at: usize = 0; at < shared; at += 8) {
    const difference = load<u64>(a + at) ^ load<u64>(b + at);
    if (difference == 0) continue;
    const place = at + (<usize>ctz<u64>(difference) >> 3);
    if (place >= shared) break;
    return descends == load<u8>(a + place) < load<u8>(b + place) ? 1 : -1;
  }
  if (aLength == bLength) return 0;
  return descends == aLength < bLength ? 1 : -1;
}

function keyRelation(): i32 {
  for (let nth: u32 = 0; nth < keyCount; nth++) {
    openLegacy(load<u32>(keysL + (<usize>nth << 2)));
    const mine = from;
    const mineLength = length;
    openCandidate(load<u32>(keysC + (<usize>nth << 2)));
    const relation = relationOf(mine, mineLength, from, length);
    if (relation != 0) return relation;
  }
  return 0;
}

/** The next key is the legacy record's; true where one of its cells is empty. It must be above the last one. */
// @ts-ignore: decorator
@inline
function rise(legacy: bool): bool {
  let above = none;
  let empty = false;
  for (let nth: u32 = 0; nth < keyCount; nth++) {
    if (legacy) openLegacy(load<u32>(keysL + (<usize>nth << 2)));
    else openCandidate(load<u32>(keysC + (<usize>nth << 2)));
    const place = last + (<usize>nth << 3);
    if (!above) {
      const relation = relationOf(load<u32>(place), load<u32>(place, 4), from, length);
      if (relation > 0) lost = true;
      above = relation < 0;
    }
    if (length == 0) empty = true;
    store<u32>(place, <u32>from);
    store<u32>(place, <u32>length, 4);
  }
  if (!above) lost = true;
  none = false;
  return empty;
}

function onlyLegacy(): void {
  if (rise(true)) emptyLegacy++;
  walkedLegacy++;
  result(ONE_SIDED, walkedLegacy, 0);
  nextLegacy++;
}

function onlyCandidate(): void {
  if (rise(false)) emptyCandidate++;
  walkedCandidate++;
  result(ONE_SIDED, 0, walkedCandidate);
  nextCandidate++;
}

/** Both records have the same key. */
// @ts-ignore: decorator
@inline
function pass(): void {
  if (rise(true)) {
    emptyLegacy++;
    emptyCandidate++;
  }
  walkedLegacy++;
  walkedCandidate++;
  nextLegacy++;
  nextCandidate++;
}

function compareCells(): void {
  let differs = false;
  let requoted = false;
  for (let nth: u32 = 0; nth < keyCount; nth++) {
    openLegacy(load<u32>(keysL + (<usize>nth << 2)));
    const quoted = inQuotes;
    if (length > 0) continue;
    openCandidate(load<u32>(keysC + (<usize>nth << 2)));
    if (quoted != inQuotes) requoted = true;
  }
  for (let nth: u32 = 0; nth < placeCount; nth++) {
    openLegacy(load<u32>(placesL + (<usize>nth << 2)));
    const mine = from;
    const mineLength = length;
    const quoted = inQuotes;
    openCandidate(load<u32>(placesC + (<usize>nth << 2)));
    if (mineLength != length || !same(mine, from, length)) {
      differs = true;
      note(counts + <usize>nth * COUNT);
    } else if (length == 0 && quoted != inQuotes) {
      requoted = true;
      note(counts + <usize>nth * COUNT + 12);
    }
  }
  if (differs) differing++;
  if (differs ? differing <= most : requoted) result(differs ? PAIR : QUOTING, walkedLegacy + 1, walkedCandidate + 1);
}

// @ts-ignore: decorator
@inline
function note(at: usize): void {
  const known = load<u32>(at);
  store<u32>(at, known + 1);
  if (known > 0) return;
  store<u32>(at, walkedLegacy + 1, 4);
  store<u32>(at, walkedCandidate + 1, 8);
}

function result(kind: u32, legacy: u32, candidate: u32): void {
  if (write + 12 > outEnd) flushMerge();
  store<u32>(write, kind);
  store<u32>(write, legacy, 4);
  store<u32>(write, candidate, 8);
  write += 12;
}
