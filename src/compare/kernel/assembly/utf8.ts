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

/** What `wrongOf` needs in registers: constants would be made anew for each use. */
let firstUpper: v128 = i8x16.splat(0);
let firstLower: v128 = i8x16.splat(0);
let secondUpper: v128 = i8x16.splat(0);
let lowerHalf: v128 = i8x16.splat(0);
let beforeThird: v128 = i8x16.splat(0);
let beforeFourth: v128 = i8x16.splat(0);
let topBit: v128 = i8x16.splat(0);

/** Before each text. */
export function beginUtf8(): void {
  firstUpper = FIRST_UPPER;
  firstLower = FIRST_LOWER;
  secondUpper = SECOND_UPPER;
  lowerHalf = i8x16.splat(0x0f);
  beforeThird = i8x16.splat(0x60);
  beforeFourth = i8x16.splat(0x70);
  topBit = i8x16.splat(<i8>0x80);
}

/** Not 0 where 16 bytes, after the three before them, are wrong. */
// @ts-ignore: decorator
@inline
function wrongOf(p: usize, upper: v128, lower: v128, second: v128, half: v128, third: v128, fourth: v128, top: v128): v128 {
  const before = v128.load(p - 1);
  const pairs = v128.and(
    v128.and(i8x16.swizzle(upper, v128.and(i16x8.shr_u(before, 4), half)), i8x16.swizzle(lower, v128.and(before, half))),
    i8x16.swizzle(second, v128.and(i16x8.shr_u(v128.load(p), 4), half)),
  );
  const asked = v128.or(i8x16.sub_sat_u(v128.load(p - 2), third), i8x16.sub_sat_u(v128.load(p - 3), fourth));
  return v128.xor(v128.and(asked, top), pairs);
}

/**
 * The offset of the first byte that is wrong, the largest number where there is none. Of each 32 bytes it is known, by a word of 16 bits, whether some are more
 * than ASCII. Looks at up to 96 bytes behind the text, and makes 128 bytes behind the words 0. Bytes that are missing are wrong at the first one that is another.
 */
export function wrongUtf8(base: usize, wides: usize, size: u32): u32 {
  const upper = firstUpper;
  const lower = firstLower;
  const second = secondUpper;
  const half = lowerHalf;
  const third = beforeThird;
  const fourth = beforeFourth;
  const top = topBit;
  memory.fill(wides + (((size + 63) >> 6) << 2), 0, 128);
  for (let from: u32 = 0; from < size; from += 64 * 32) {
    let runs = wideRuns(wides + (from >> 4));
    while (runs != 0) {
      const nth = ctz<u64>(runs);
      runs &= runs - 1;
      const at = from + (<u32>nth << 5);
      const p = base + at;
      const a = wrongOf(p, upper, lower, second, half, third, fourth, top);
      const b = wrongOf(p + 16, upper, lower, second, half, third, fourth, top);
      if (v128.any_true(v128.or(a, b))) return at + firstOf(a, b);
      // A character may be cut by the end of the run, and the next one hold nothing but ASCII.
      if ((<u64>(load<u8>(p, 31) >> 7) & ~(runs >> nth >> 1)) != 0) {
        const c = wrongOf(p + 32, upper, lower, second, half, third, fourth, top);
        if (v128.any_true(c)) return at + 32 + firstOf(c, c);
      }
    }
  }
  return <u32>-1;
}

/** One bit for each of 64 words: whether it is not 0. */
// @ts-ignore: decorator
@inline
function wideRuns(words: usize): u64 {
  return ~(zeros(words) | (zeros(words + 32) << 16) | (zeros(words + 64) << 32) | (zeros(words + 96) << 48));
}

// @ts-ignore: decorator
@inline
function zeros(words: usize): u64 {
  const zero = i8x16.splat(0);
  return <u64>(<u32>i8x16.bitmask(i8x16.narrow_i16x8_s(i16x8.eq(v128.load(words), zero), i16x8.eq(v128.load(words, 16), zero))));
}

/** The number of the first byte that is not 0. */
function firstOf(a: v128, b: v128): u32 {
  const zero = i8x16.splat(0);
  return ctz<u32>(<u32>i8x16.bitmask(i8x16.ne(a, zero)) | (<u32>i8x16.bitmask(i8x16.ne(b, zero)) << 16));
}
