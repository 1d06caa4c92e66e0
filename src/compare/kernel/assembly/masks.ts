/** 64 bytes at a time: which of them are what. Bit 0 is the first. */

export const lineFeeds: v128 = i8x16.splat(10);
export const returns: v128 = i8x16.splat(13);

// @ts-ignore: decorator
@inline
export function matching(a: v128, b: v128, c: v128, d: v128, what: v128): u64 {
  return (
    <u64>(<u32>i8x16.bitmask(i8x16.eq(a, what)) | (<u32>i8x16.bitmask(i8x16.eq(b, what)) << 16)) |
    (<u64>(<u32>i8x16.bitmask(i8x16.eq(c, what)) | (<u32>i8x16.bitmask(i8x16.eq(d, what)) << 16)) << 32)
  );
}

// @ts-ignore: decorator
@inline
export function anyOf(a: v128, b: v128, c: v128, d: v128, what: v128, other: v128): bool {
  const first = v128.or(v128.or(i8x16.eq(a, what), i8x16.eq(b, what)), v128.or(i8x16.eq(c, what), i8x16.eq(d, what)));
  const second = v128.or(v128.or(i8x16.eq(a, other), i8x16.eq(b, other)), v128.or(i8x16.eq(c, other), i8x16.eq(d, other)));
  return v128.any_true(v128.or(first, second));
}

/** Which bytes are above 127, of either. */
// @ts-ignore: decorator
@inline
export function beyondAscii(a: v128, b: v128): u16 {
  return <u16>i8x16.bitmask(v128.or(a, b));
}

/** Each bit becomes the parity of those up to it: from the quotes, the bytes inside them. */
// @ts-ignore: decorator
@inline
export function prefixXor(bits: u64): u64 {
  let x = bits;
  x ^= x << 1;
  x ^= x << 2;
  x ^= x << 4;
  x ^= x << 8;
  x ^= x << 16;
  x ^= x << 32;
  return x;
}

/** All bits up to the lowest one; all where there is none. */
// @ts-ignore: decorator
@inline
export function upToLowest(bits: u64): u64 {
  return bits ^ (bits - 1);
}
