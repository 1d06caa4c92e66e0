import { k0, k1, k2, k3, k4, k5, k6, k7, s0, s1, s2, stream } from "./secrets";

/** The two halves of the hash that `hashBytes` made last. */
export let low: u64 = 0;
export let high: u64 = 0;

/** Bytes of one step, and of those whose secret numbers are all different. */
const STEP: usize = 32;
const SPAN: usize = 1 << 10;

/** Takes one more number that nobody can foresee, as a hash is, into a hash. */
// @ts-ignore: decorator
@inline
export function absorb(hash: u64, value: u64, multiplier: u64): u64 {
  const mixed = (hash ^ value) * multiplier;
  return mixed ^ (mixed >> 32);
}

/** What has a meaning in sums of such numbers has none in sums of the results; no two numbers become one. */
// @ts-ignore: decorator
@inline
export function finish(hash: u64): u64 {
  let mixed = (hash ^ (hash >> 32)) * k2;
  mixed = (mixed ^ (mixed >> 29)) * k3;
  return mixed ^ (mixed >> 32);
}

/**
 * Sums of products of 32 bytes, in two lanes: NH (J. Black and others, "UMAC: Fast and Secure Message Authentication", 1999, section 4). For two different
 * texts of one length the sums of both lanes, added up, are the same for at most one in 2³² of all secret numbers.
 */
// @ts-ignore: decorator
@inline
function products(x: v128, y: v128, secrets: usize): v128 {
  const left = i32x4.add(x, v128.load(secrets));
  const right = i32x4.add(y, v128.load(secrets, 16));
  return i64x2.add(i64x2.extmul_low_i32x4_u(left, right), i64x2.extmul_high_i32x4_u(left, right));
}

// @ts-ignore: decorator
@inline
function step(sums: v128, at: usize, secrets: usize): v128 {
  return i64x2.add(sums, products(v128.load(at), v128.load(at, 16), secrets));
}

/** Two independent sums, and the length. */
// @ts-ignore: decorator
@inline
function conclude(a: v128, b: v128, length: usize): void {
  const first = i64x2.extract_lane(a, 0) + i64x2.extract_lane(a, 1);
  const second = i64x2.extract_lane(b, 0) + i64x2.extract_lane(b, 1);
  low = finish(first * k4 + second * k5 + <u64>length * k6);
  high = finish(first * k7 + second * k0 + <u64>length * k1 + s0);
}

/**
 * 128 bits of `length` bytes, into `low` and `high`: two sums as of `products` by secret numbers of their own, so that two different texts have the same hash
 * with a probability of at most 2⁻⁶⁴, whatever they are. May read (not use) up to 15 bytes after the end.
 */
export function hashBytes(from: usize, length: usize): void {
  if (length < STEP) hashShort(from, length);
  else if (length <= SPAN) hashLong(from, length);
  else hashSpans(from, length);
}

/**
 * As `hashBytes`, of 32 to 1024 bytes. What is left behind whole steps is taken together with bytes before it that were taken already, and texts of 65 to 128
 * bytes, as most records are, take four steps each: there is nothing that a processor could guess wrong.
 */
// @ts-ignore: decorator
@inline
function hashLong(from: usize, length: usize): void {
  const last = from + length - STEP;
  let secrets = stream;
  let a = step(i64x2.splat(0), from, secrets);
  let b = step(i64x2.splat(0), from, secrets + STEP);
  if (length > 64) {
    secrets += STEP;
    a = step(a, from + STEP, secrets);
    b = step(b, from + STEP, secrets + STEP);
    if (length > 128) {
      for (let at = from + 64; at < last - STEP; at += STEP) {
        secrets += STEP;
        a = step(a, at, secrets);
        b = step(b, at, secrets + STEP);
      }
    }
    secrets += STEP;
    a = step(a, last - STEP, secrets);
    b = step(b, last - STEP, secrets + STEP);
  }
  secrets += STEP;
  conclude(step(a, last, secrets), step(b, last, secrets + STEP), length);
}

/** As `hashBytes`, in the middle of a loop. */
// @ts-ignore: decorator
@inline
export function hashRecord(from: usize, length: usize): void {
  if (length >= STEP && length <= SPAN) hashLong(from, length);
  else hashBytes(from, length);
}

/** As `hashBytes`, of less than 32 bytes. */
function hashShort(from: usize, length: usize): void {
  const x = length < 16 ? firstOf(from, length) : v128.load(from);
  const y = length < 16 ? i64x2.splat(0) : v128.load(from + length - 16);
  conclude(products(x, y, stream), products(x, y, stream + STEP), length);
}

/** As `hashBytes`, of more than 1024 bytes: the hashes of its spans, one after the other. */
function hashSpans(from: usize, length: usize): void {
  let l: u64 = s1 ^ <u64>length;
  let h: u64 = s2;
  for (let done: usize = 0; done < length; done += SPAN) {
    hashBytes(from + done, min(SPAN, length - done));
    l = absorb(l, low, k4);
    h = absorb(h, high, k7);
  }
  low = finish(l);
  high = finish(h);
}

/** Bytes behind the first `length` (below 16) are 0. */
// @ts-ignore: decorator
@inline
function firstOf(from: usize, length: usize): v128 {
  const places = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  return v128.and(v128.load(from), i8x16.lt_u(places, i8x16.splat(<i8>length)));
}

/** 64 bits of a cell. Of up to 8 bytes, no two of the same length have the same. Same care for what lies behind the end. */
// @ts-ignore: decorator
@inline
export function cellHash(from: usize, length: usize): u64 {
  if (length > 8) {
    hashBytes(from, length);
    return low;
  }
  const word = load<u64>(from) & (length == 8 ? <u64>-1 : ~(<u64>-1 << (<u64>length << 3)));
  return finish((word ^ s0) * k1 + <u64>length * k5);
}
