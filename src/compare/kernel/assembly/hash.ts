import { k0, k1, k2, k3, k4, k5, k6, k7, s0, s1, s2, s3 } from "./secrets";

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
 * 128 bits of `length` bytes, into `low` and `high`. Four lanes take 8 bytes each in turn; each step is a bijection of its lane, so texts that differ in one
 * lane only never meet, and the others with the chance of secret multipliers. May read (not use) up to 7 bytes after the end.
 */
export function hashBytes(from: usize, length: usize): void {
  // By a secret multiplier: the bare length could cancel out against the first bytes.
  let a: u64 = absorb(s0, <u64>length, k7);
  let b: u64 = s1;
  let c: u64 = s2;
  let d: u64 = s3;
  let at = from;
  let left = length;
  while (left >= 32) {
    a = rotl<u64>(a ^ load<u64>(at), 29) * k0;
    b = rotl<u64>(b ^ load<u64>(at, 8), 31) * k1;
    c = rotl<u64>(c ^ load<u64>(at, 16), 33) * k2;
    d = rotl<u64>(d ^ load<u64>(at, 24), 35) * k3;
    at += 32;
    left -= 32;
  }
  if (left >= 8) {
    a = rotl<u64>(a ^ load<u64>(at), 29) * k0;
    at += 8;
    left -= 8;
    if (left >= 8) {
      b = rotl<u64>(b ^ load<u64>(at), 31) * k1;
      at += 8;
      left -= 8;
      if (left >= 8) {
        c = rotl<u64>(c ^ load<u64>(at), 33) * k2;
        at += 8;
        left -= 8;
      }
    }
  }
  d = rotl<u64>(d ^ part(at, left), 35) * k3;
  low = finish(absorb(absorb(absorb(a, b, k4), c, k5), d, k6));
  high = finish(absorb(absorb(absorb(d ^ s0, c, k5), a, k7), b, k4));
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
  return finish(absorb(absorb(absorb(s2, <u64>length, k5), first, k1), last ^ s1, k3));
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
  high = finish(absorb(absorb(absorb(s3, <u64>length, k1), last, k5), first ^ s0, k6));
}

// @ts-ignore: decorator
@inline
export function finish(hash: u64): u64 {
  const mixed = (hash ^ (hash >> 29)) * k2;
  return mixed ^ (mixed >> 32);
}
