import { drain } from "./host";
import { from, hasCandidate, hasLegacy, inQuotes, isRagged, keyCount, keyRelation, length, needsText, openKey, openPlace, passCandidate, passLegacy, placeCount, relationOf, same, sameRecord, setMergePlaces, setOrder, whole } from "./merge-texts";

/**
 * Walks the records of two texts side by side whose keys only rise (in one of four orders): a key that is lower than the other side's is not there at all.
 * Cells are compared as they stand, so what is found equal is equal. What does not rise, or has other than its header's number of fields, is left to others.
 */
const PAIR: u32 = 1;
const ONE_SIDED: u32 = 2;
/** Differs only in whether an empty cell is quoted. */
const QUOTING: u32 = 4;

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
  setOrder(downwards, shorterFirst, alike, quoteByte);
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
  setMergePlaces(keys, keysLegacy, keysCandidate, places, placesLegacy, placesCandidate);
  last = lastAt;
  kept = keptAt;
  keptBytes = keptRoom;
}

/** Walks until a text that has not ended is used up, both are, or it is lost. */
export function merge(): void {
  while (!lost) {
    const mine = hasLegacy();
    const theirs = hasCandidate();
    if (needsText() || (!mine && !theirs)) return;
    if (isRagged()) {
      lost = true;
      return;
    }
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

/** The next key is the legacy record's; true where one of its cells is empty. It must be above the last one. */
// @ts-ignore: decorator
@inline
function rise(legacy: bool): bool {
  let above = none;
  let empty = false;
  for (let nth: u32 = 0; nth < keyCount; nth++) {
    openKey(legacy, nth);
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
  passLegacy();
}

function onlyCandidate(): void {
  if (rise(false)) emptyCandidate++;
  walkedCandidate++;
  result(ONE_SIDED, 0, walkedCandidate);
  passCandidate();
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
  passLegacy();
  passCandidate();
}

function compareCells(): void {
  let differs = false;
  let requoted = false;
  for (let nth: u32 = 0; nth < keyCount; nth++) {
    openKey(true, nth);
    const quoted = inQuotes;
    if (length > 0) continue;
    openKey(false, nth);
    if (quoted != inQuotes) requoted = true;
  }
  for (let nth: u32 = 0; nth < placeCount; nth++) {
    openPlace(true, nth);
    const mine = from;
    const mineLength = length;
    const quoted = inQuotes;
    openPlace(false, nth);
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
