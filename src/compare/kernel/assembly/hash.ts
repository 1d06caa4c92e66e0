import { k0, k1, k2, k3, k4, k5, k6, k7, k8, k9, k10, k11, s0, s1, s2, s3 } from "./secrets";

/** The two halves of the hash that `hashBytes` made last. */
export let low: u64 = 0;
export let high: u64 = 0;

// @ts-ignore: decorator
@inline
function part(from: usize, length: usize): u64 {
  return load<u64>(from) & ~(<u64>-1 << (<u64>length << 3));
}

/** Takes one more number into a hash; for a given number no two hashes become one, and the reverse. */
// @ts-ignore: decorator
@inline
export function absorb(hash: u64, value: u64, multiplier: u64): u64 {
  const mixed = (hash ^ value) * multiplier;
  return mixed ^ (mixed >> 32);
}

/**
 * 128 bits of `length` bytes, into `low` and `high`. Four lanes take 8 bytes each in turn; each step is a bijection of its lane, by secret multipliers. May
 * read (not use) up to 7 bytes after the end.
 */
export function hashBytes(from: usize, length: usize): void {
  if (length >= 32) hashLong(from, length);
  else hashRest(from, length);
}

// @ts-ignore: decorator
@inline
function step(lane: u64, at: usize, turn: u64, multiplier: u64): u64 {
  return rotl<u64>(lane ^ load<u64>(at), turn) * multiplier;
}

/**
 * As `hashBytes`, of at least 32 bytes. What is left behind whole steps is taken together with bytes before it that were taken already, and texts of 65 to 128
 * bytes, as most records are, take four steps each: there is nothing that a processor could guess wrong.
 */
// @ts-ignore: decorator
@inline
export function hashLong(from: usize, length: usize): void {
  const last = from + length - 32;
  let p = step(s0 ^ <u64>length, from, 29, k0);
  let q = step(s1, from + 8, 31, k1);
  let r = step(s2, from + 16, 33, k2);
  let s = step(s3, from + 24, 35, k3);
  if (length > 64) {
    p = step(p, from + 32, 29, k0);
    q = step(q, from + 40, 31, k1);
    r = step(r, from + 48, 33, k2);
    s = step(s, from + 56, 35, k3);
    if (length > 128) {
      for (let at = from + 64; at < last - 32; at += 32) {
        p = step(p, at, 29, k0);
        q = step(q, at + 8, 31, k1);
        r = step(r, at + 16, 33, k2);
        s = step(s, at + 24, 35, k3);
      }
    }
    p = step(p, last - 32, 29, k0);
    q = step(q, last - 24, 31, k1);
    r = step(r, last - 16, 33, k2);
    s = step(s, last - 8, 35, k3);
  }
  join(step(p, last, 29, k0), step(q, last + 8, 31, k1), step(r, last + 16, 33, k2), step(s, last + 24, 35, k3));
}

/** As `hashBytes`, of less than 32 bytes. */
function hashRest(from: usize, length: usize): void {
  let p: u64 = s0 ^ <u64>length;
  let q: u64 = s1;
  let r: u64 = s2;
  let at = from;
  let left = length;
  if (left >= 8) {
    p = rotl<u64>(p ^ load<u64>(at), 29) * k0;
    at += 8;
    left -= 8;
    if (left >= 8) {
      q = rotl<u64>(q ^ load<u64>(at), 31) * k1;
      at += 8;
      left -= 8;
      if (left >= 8) {
        r = rotl<u64>(r ^ load<u64>(at), 33) * k2;
        at += 8;
        left -= 8;
      }
    }
  }
  join(p, q, r, rotl<u64>(s3 ^ part(at, left), 35) * k3);
}

/** The two halves, of the four lanes: sums of them by secret multipliers of their own. */
// @ts-ignore: decorator
@inline
function join(p: u64, q: u64, r: u64, s: u64): void {
  low = finish(p * k4 + q * k5 + (r * k6 + s * k7));
  high = finish(p * k8 + q * k9 + (r * k10 + s * k11));
}

/** 64 bits of a cell: what `hashCell` leaves in `low`. */
// @ts-ignore: decorator
@inline
export function cellHash(from: usize, length: usize): u64 {
  if (length > 16) {
    hashBytes(from, length);
    return low;
  }
  return shortHash(length, length >= 8 ? load<u64>(from) : part(from, length), length > 8 ? load<u64>(from + length - 8) : 0);
}

// @ts-ignore: decorator
@inline
function shortHash(length: usize, first: u64, last: u64): u64 {
  return finish(absorb(absorb(s2 ^ <u64>length, first, k1), last ^ s1, k3));
}

/** 128 bits of a cell, into `low` and `high`; faster than `hashBytes` for short ones. Same care for what lies behind the end. */
export function hashCell(from: usize, length: usize): void {
  if (length > 16) {
    hashBytes(from, length);
    return;
  }
  const first = length >= 8 ? load<u64>(from) : part(from, length);
  const last: u64 = length > 8 ? load<u64>(from + length - 8) : 0;
  low = shortHash(length, first, last);
  high = finish(absorb(absorb(s3 ^ <u64>length, last, k5), first ^ s0, k6));
}

// @ts-ignore: decorator
@inline
export function finish(hash: u64): u64 {
  const mixed = (hash ^ (hash >> 29)) * k2;
  return mixed ^ (mixed >> 32);
}
