/** How a text is written: its delimiter and quote, as bytes and as 16 of them, and how many fields a record should have. */
export let columns: u32 = 0;
export let delimiterByte: u8 = 0;
export let quoteByte: u8 = 0;
export let delimiterV: v128 = i8x16.splat(0);
export let quoteV: v128 = i8x16.splat(0);

/** `columnCount` is how many fields a record should have; only counting looks at it. */
export function setDialect(delimiter: u8, quote: u8, columnCount: u32): void {
  columns = columnCount;
  delimiterByte = delimiter;
  quoteByte = quote;
  delimiterV = i8x16.splat(<i8>delimiter);
  quoteV = i8x16.splat(<i8>quote);
}

/** Where the first delimiter from `from` on is, as bytes go; `end` where there is none before. Reads up to 15 bytes behind it. */
// @ts-ignore: decorator
@inline
export function delimiterFrom(base: usize, from: u32, end: u32): u32 {
  for (let at = from; at < end; at += 16) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(base + at), delimiterV));
    if (found != 0) return min(at + <u32>ctz<i32>(found), end);
  }
  return end;
}

/** Whether a field may begin after this byte. */
// @ts-ignore: decorator
@inline
export function endsField(byte: u8): bool {
  return byte == delimiterByte || byte == 10;
}
