/**
 * Whether bytes are UTF-8 (RFC 3629, section 4), 16 at a time. Whatever can be wrong with two bytes in a row has a bit of its own, which three tables tell of:
 * by the upper and the lower half of the first byte, and by the upper half of the second. It is wrong where all three say so (J. Keiser and D. Lemire,
 * "Validating UTF-8 in less than one instruction per byte", 2021). That a third or a fourth byte follows where it must is asked besides.
 */
const CUT: u8 = 0x01;
const STRAY: u8 = 0x02;
const LONG_3: u8 = 0x04;
const BEYOND: u8 = 0x08;
const SURROGATE: u8 = 0x10;
const LONG_2: u8 = 0x20;
/** Too long, or beyond U+10FFFF, by a second byte below 0x90. */
const LOW_4: u8 = 0x40;
/** Two continuations in a row: wrong, unless a longer sequence asks for them. */
const PAIR: u8 = 0x80;

const ANY: u8 = CUT | STRAY | PAIR;
const OVER: u8 = ANY | BEYOND | LOW_4;

const FIRST_UPPER: v128 = i8x16(
  STRAY, STRAY, STRAY, STRAY, STRAY, STRAY, STRAY, STRAY, PAIR, PAIR, PAIR, PAIR,
  CUT | LONG_2, CUT, CUT | LONG_3 | SURROGATE, CUT | BEYOND | LOW_4,
);
const FIRST_LOWER: v128 = i8x16(
  ANY | LONG_2 | LONG_3 | LOW_4, ANY | LONG_2, ANY, ANY, ANY | BEYOND, OVER, OVER, OVER,
  OVER, OVER, OVER, OVER, OVER, OVER | SURROGATE, OVER, OVER,
);
const SECOND_UPPER: v128 = i8x16(
  CUT, CUT, CUT, CUT, CUT, CUT, CUT, CUT,
  STRAY | LONG_2 | PAIR | LONG_3 | LOW_4, STRAY | LONG_2 | PAIR | LONG_3 | BEYOND,
  STRAY | LONG_2 | PAIR | SURROGATE | BEYOND, STRAY | LONG_2 | PAIR | SURROGATE | BEYOND,
  CUT, CUT, CUT, CUT,
);

// @ts-ignore: decorator
@inline
function upper(bytes: v128): v128 {
  return v128.and(i16x8.shr_u(bytes, 4), i8x16.splat(0x0f));
}

/** Not 0 where 16 bytes, after the three before them, are wrong. */
// @ts-ignore: decorator
@inline
function wrongOf(p: usize): v128 {
  const before = v128.load(p - 1);
  const pairs = v128.and(
    v128.and(i8x16.swizzle(FIRST_UPPER, upper(before)), i8x16.swizzle(FIRST_LOWER, v128.and(before, i8x16.splat(0x0f)))),
    i8x16.swizzle(SECOND_UPPER, upper(v128.load(p))),
  );
  const asked = v128.or(i8x16.sub_sat_u(v128.load(p - 2), i8x16.splat(0x60)), i8x16.sub_sat_u(v128.load(p - 3), i8x16.splat(0x70)));
  return v128.xor(v128.and(asked, i8x16.splat(<i8>0x80)), pairs);
}

/**
 * The offset of the first byte that is wrong, the largest number where there is none. All runs of 32 bytes that hold more than ASCII are listed, in order.
 * Bytes that are missing are wrong at the first one that is another.
 */
export function wrongUtf8(base: usize, list: usize, count: u32): u32 {
  const end = list + (<usize>count << 2);
  for (let entry = list; entry < end; entry += 4) {
    const at = load<u32>(entry);
    const p = base + at;
    const a = wrongOf(p);
    const b = wrongOf(p + 16);
    if (v128.any_true(v128.or(a, b))) return at + firstOf(a, b);
    const asks = load<u8>(p, 31) >= 0xc0 || load<u8>(p, 30) >= 0xe0 || load<u8>(p, 29) >= 0xf0;
    if (asks && (entry + 4 == end || load<u32>(entry, 4) != at + 32)) return at + 32;
  }
  return <u32>-1;
}

/** The number of the first byte that is not 0. */
function firstOf(a: v128, b: v128): u32 {
  const zero = i8x16.splat(0);
  return ctz<u32>(<u32>i8x16.bitmask(i8x16.ne(a, zero)) | (<u32>i8x16.bitmask(i8x16.ne(b, zero)) << 16));
}
