import { EMPTY, QUOTED_EMPTY } from "./contents";
import { absorb, finish } from "./hash";
import { drain } from "./host";
import { CODES, KEY_SHIFT, ROW } from "./rows";
import { k0 } from "./secrets";

/**
 * Brings the rows of one partition of both sides together by key. What is certainly equal is dropped; the rest goes to the buffer of results as three
 * u32: kind, legacy record, candidate record (0: none).
 */
const PAIR: u32 = 1;
const ONE_SIDED: u32 = 2;
/** A member of a key that occurs more than once, whose records must be read to be paired. */
const MEMBER: u32 = 3;

/**
 * For each key the rows of legacy and of candidate, a u32 each: 0 for none, the address of a single row, which has two bits to spare, or the index of the last
 * one in `chain`.
 */
const SLOT: usize = 8;
/** An index, doubled. */
const CHAINED: u32 = 1;
/** A candidate's row: the only rows of both sides have the same contents. */
const SETTLED: u32 = 2;
const FLAGS: u32 = 3;

let slots: usize = 0;
let mask: u32 = 0;
/** Rows of a key: u32 address, and those before it as a slot has them. Index 0 is not used. */
let chain: usize = 0;
let chainLength: u32 = 0;
let out: usize = 0;
let outEnd: usize = 0;
let write: usize = 0;
let keyed: bool = false;
let codeCount: u32 = 0;
/** For each code: u32 cells that differ, cells that differ in quoting only, and the legacy and candidate record of the first of each. */
let columns: usize = 0;
const COLUMN: usize = 24;
let upTo: u32 = 0;

/** Keys that occur more than once, with the same records on both sides. */
export let repeated: u32 = 0;
/** Pairs of which a code differs. */
export let changed: u32 = 0;

/** Pairs of legacy records up to `listed` go to the results; those behind only count, where there are codes. */
export function setJoin(withKey: bool, codesPerRow: u32, columnsAt: usize, outAt: usize, outBytes: u32, listed: u32): void {
  keyed = withKey;
  codeCount = codesPerRow;
  columns = columnsAt;
  out = outAt;
  outEnd = outAt + outBytes;
  write = outAt;
  upTo = listed;
  repeated = 0;
  changed = 0;
}

/** Room for a partition: `slotCount` (a power of two above the number of rows) of 8 bytes, zeroed here; 8 bytes a row and 8 more for the chain. */
export function beginPartition(slotsAt: usize, slotCount: u32, chainAt: usize): void {
  slots = slotsAt;
  mask = slotCount - 1;
  chain = chainAt;
  chainLength = 1;
  memory.fill(slots, 0, <usize>slotCount * SLOT);
}

/** Adds the rows of one block, in order of their records. */
export function addRows(from: usize, bytes: u32, candidate: bool): void {
  const size: usize = codeCount > 0 ? CODES + (<usize>codeCount << 2) : ROW;
  const end = from + bytes;
  for (let row = from; row < end; row += size) {
    const slot = find(load<u64>(row) >> KEY_SHIFT) + (candidate ? 4 : 0);
    const before = load<u32>(slot);
    if (before != 0) {
      const entry = chain + (<usize>chainLength << 3);
      store<u32>(entry, <u32>row);
      store<u32>(entry, (before & CHAINED) != 0 ? before : before & ~FLAGS, 4);
      store<u32>(slot, (chainLength << 1) | CHAINED);
      chainLength++;
      continue;
    }
    let settled: u32 = 0;
    if (candidate && codeCount == 0) {
      // While both rows are at hand. Legacy's are all there already.
      const legacy = load<u32>(slot - 4);
      if (legacy != 0 && (legacy & CHAINED) == 0 && contentsOf(legacy) == contentsOf(<u32>row)) settled = SETTLED;
    }
    store<u32>(slot, <u32>row | settled);
  }
}

// @ts-ignore: decorator
@inline
function find(key: u64): usize {
  let at = <u32>key & mask;
  let slot = slots + <usize>at * SLOT;
  let row = anyRow(slot);
  while (row != 0 && load<u64>(<usize>row) >> KEY_SHIFT != key) {
    at = (at + 1) & mask;
    slot = slots + <usize>at * SLOT;
    row = anyRow(slot);
  }
  return slot;
}

// @ts-ignore: decorator
@inline
function anyRow(slot: usize): u32 {
  const legacy = load<u32>(slot);
  return lastOf(legacy != 0 ? legacy : load<u32>(slot, 4));
}

/** The last of a side's rows; 0 where there is none. */
// @ts-ignore: decorator
@inline
function lastOf(rows: u32): u32 {
  return (rows & CHAINED) != 0 ? load<u32>(entryOf(rows)) : rows & ~FLAGS;
}

// @ts-ignore: decorator
@inline
function entryOf(rows: u32): usize {
  return chain + (<usize>(rows >> 1) << 3);
}

/** Those before the last of them. */
// @ts-ignore: decorator
@inline
function othersOf(rows: u32): u32 {
  return (rows & CHAINED) != 0 ? load<u32>(entryOf(rows), 4) : 0;
}

/** Writes what is not equal. */
export function endPartition(): void {
  const end = slots + (<usize>mask + 1) * SLOT;
  for (let slot = slots; slot < end; slot += SLOT) {
    const legacy = load<u32>(slot);
    const candidate = load<u32>(slot, 4);
    if ((legacy | candidate) == 0 || (candidate & FLAGS) == SETTLED) continue;
    if (((legacy | candidate) & CHAINED) != 0) joinGroup(legacy, candidate);
    else if (legacy == 0) result(ONE_SIDED, 0, numberOf(candidate));
    else if (candidate == 0) result(ONE_SIDED, numberOf(legacy), 0);
    else if (codeCount > 0) joinCodes(legacy, candidate);
    else if (contentsOf(legacy) != contentsOf(candidate)) result(PAIR, numberOf(legacy), numberOf(candidate));
  }
}

/** Hands over what the buffer still holds. */
export function flush(): void {
  if (write > out) drain(<i32>(write - out));
  write = out;
}

// @ts-ignore: decorator
@inline
function numberOf(row: u32): u32 {
  return load<u32>(<usize>row, 8);
}

function contentsOf(row: u32): u64 {
  if (codeCount == 0) return (load<u64>(<usize>row) << (64 - KEY_SHIFT)) | <u64>load<u32>(<usize>row, 12);
  let hash: u64 = 0;
  for (let nth: u32 = 0; nth < codeCount; nth++) hash = absorb(hash, <u64>load<u32>(<usize>row + CODES + (<usize>nth << 2)), k0);
  return hash;
}

function result(kind: u32, legacy: u32, candidate: u32): void {
  if (write + 12 > outEnd) flush();
  store<u32>(write, kind);
  store<u32>(write, legacy, 4);
  store<u32>(write, candidate, 8);
  write += 12;
}

function joinCodes(legacy: u32, candidate: u32): void {
  let differs = false;
  const mine = <usize>legacy + CODES;
  const theirs = <usize>candidate + CODES;
  for (let nth: u32 = 0; nth < codeCount; nth++) {
    const a = load<u32>(mine + (<usize>nth << 2));
    const b = load<u32>(theirs + (<usize>nth << 2));
    if (a == b) continue;
    const quoting = a + b == EMPTY + QUOTED_EMPTY && a != 0 && b != 0;
    if (!quoting) differs = true;
    const column = columns + <usize>nth * COLUMN + (quoting ? 12 : 0);
    store<u32>(column, load<u32>(column) + 1);
    const known = load<u32>(column, 4);
    if (known == 0 || numberOf(legacy) < known) {
      store<u32>(column, numberOf(legacy), 4);
      store<u32>(column, numberOf(candidate), 8);
    }
  }
  if (differs) changed++;
  if (differs && numberOf(legacy) <= upTo) result(PAIR, numberOf(legacy), numberOf(candidate));
}

/** A key that occurs more than once on a side. */
function joinGroup(legacy: u32, candidate: u32): void {
  measure(legacy);
  const count = measured;
  const sum = measuredSum;
  const uniform = measuredUniform;
  measure(candidate);
  if (count == measured && sum == measuredSum) {
    repeated++;
    return;
  }
  if (!keyed && uniform && measuredUniform && (legacy == 0 || candidate == 0 || contentsOf(lastOf(legacy)) == contentsOf(lastOf(candidate)))) {
    if (count > measured) lastOnes(legacy, count - measured, false);
    else lastOnes(candidate, measured - count, true);
    return;
  }
  lastOnes(legacy, <u32>-1, false, MEMBER);
  lastOnes(candidate, <u32>-1, true, MEMBER);
}

let measured: u32 = 0;
let measuredSum: u64 = 0;
let measuredUniform: bool = true;

/** How many rows a key has on a side, an order-independent sum of their contents, and whether these are all the same. */
function measure(rows: u32): void {
  measured = 0;
  measuredSum = 0;
  measuredUniform = true;
  const first: u64 = rows == 0 ? 0 : contentsOf(lastOf(rows));
  for (let left = rows; left != 0; left = othersOf(left)) {
    measured++;
    const contents = contentsOf(lastOf(left));
    measuredSum += finish(contents);
    if (contents != first) measuredUniform = false;
  }
}

/** Gives the last `count` rows of a key on a side. */
function lastOnes(rows: u32, count: u32, candidate: bool, kind: u32 = ONE_SIDED): void {
  let wanted = count;
  for (let left = rows; left != 0 && wanted > 0; left = othersOf(left)) {
    const number = numberOf(lastOf(left));
    result(kind, candidate ? 0 : number, candidate ? number : 0);
    wanted--;
  }
}
