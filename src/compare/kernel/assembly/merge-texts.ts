/**
 * The next record of two texts, one a side: its cells as they stand, and which key comes first. Works on the indexes that two instances made of their texts.
 */

/** Whether lower keys come last, and whether shorter ones come first. */
let descends: bool = false;
let byLength: bool = false;
/** Both sides have the same columns in the same places, and are written alike. */
export let whole: bool = false;
let quote: u8 = 0;
export let keyCount: u32 = 0;
export let placeCount: u32 = 0;

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

export function setOrder(downwards: bool, shorterFirst: bool, alike: bool, quoteByte: u8): void {
  descends = downwards;
  byLength = shorterFirst;
  whole = alike;
  quote = quoteByte;
}

/** Places of the key's columns, and of the compared ones that are no key, on both sides. */
export function setMergePlaces(keys: u32, keysLegacy: usize, keysCandidate: usize, places: u32, placesLegacy: usize, placesCandidate: usize): void {
  keyCount = keys;
  keysL = keysLegacy;
  keysC = keysCandidate;
  placeCount = places;
  placesL = placesLegacy;
  placesC = placesCandidate;
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

// @ts-ignore: decorator
@inline
export function hasLegacy(): bool {
  return nextLegacy < countL;
}

// @ts-ignore: decorator
@inline
export function hasCandidate(): bool {
  return nextCandidate < countC;
}

/** Whether a text is used up that others follow. */
// @ts-ignore: decorator
@inline
export function needsText(): bool {
  return (nextLegacy >= countL && !endedL) || (nextCandidate >= countC && !endedC);
}

/** Whether a next record has other than its header's number of fields. */
// @ts-ignore: decorator
@inline
export function isRagged(): bool {
  return (
    (nextLegacy < countL && load<u32>(recordsL + (<usize>nextLegacy << 2)) != (nextLegacy + 1) * columnsL - 1) ||
    (nextCandidate < countC && load<u32>(recordsC + (<usize>nextCandidate << 2)) != (nextCandidate + 1) * columnsC - 1)
  );
}

// @ts-ignore: decorator
@inline
export function passLegacy(): void {
  nextLegacy++;
}

// @ts-ignore: decorator
@inline
export function passCandidate(): void {
  nextCandidate++;
}

/** The content of the cell that was opened last; doubled quotes stay so, which no cell without quotes has. */
export let from: usize = 0;
export let length: usize = 0;
export let inQuotes: bool = false;

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

/** Opens a cell of the key of the next record. */
// @ts-ignore: decorator
@inline
export function openKey(legacy: bool, nth: u32): void {
  if (legacy) openLegacy(load<u32>(keysL + (<usize>nth << 2)));
  else openCandidate(load<u32>(keysC + (<usize>nth << 2)));
}

/** Opens another compared cell of the next record. */
// @ts-ignore: decorator
@inline
export function openPlace(legacy: bool, nth: u32): void {
  if (legacy) openLegacy(load<u32>(placesL + (<usize>nth << 2)));
  else openCandidate(load<u32>(placesC + (<usize>nth << 2)));
}

// @ts-ignore: decorator
@inline
export function same(a: usize, b: usize, bytes: usize): bool {
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
export function sameRecord(): bool {
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
export function relationOf(a: usize, aLength: usize, b: usize, bLength: usize): i32 {
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

export function keyRelation(): i32 {
  for (let nth: u32 = 0; nth < keyCount; nth++) {
    openKey(true, nth);
    const mine = from;
    const mineLength = length;
    openKey(false, nth);
    const relation = relationOf(mine, mineLength, from, length);
    if (relation != 0) return relation;
  }
  return 0;
}
