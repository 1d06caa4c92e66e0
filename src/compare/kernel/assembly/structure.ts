/**
 * Where fields and records of a CSV text end, 64 bytes at a time: quotes and line ends as bit masks, the bytes inside quotes by a prefix XOR of the quotes.
 * Everything unusual (misplaced quotes, a lone CR outside quotes) is noticed and left to the caller.
 */

/** Offsets (u32) of the delimiters and line feeds outside quotes. */
let ends: usize = 0;
/** For each record, the index of its line feed among `ends`; without fields, its offset. */
let records: usize = 0;
/** One bit a byte: quotes. */
let quotes: usize = 0;
/** For each mark: u32 offset behind a record, u32 records and u32 line ends inside quotes up to there. Marks are at least so many bytes apart. */
let marks: usize = 0;
const MARK_BYTES: u32 = 1 << 15;
let columns: u32 = 0;
let delimiterByte: u8 = 0;
let quoteByte: u8 = 0;
let delimiterV: v128 = i8x16.splat(0);
let quoteV: v128 = i8x16.splat(0);
export const lineFeeds: v128 = i8x16.splat(10);
export const returns: v128 = i8x16.splat(13);

export let recordCount: u32 = 0;
export let markCount: u32 = 0;
/** Offset behind the last complete record. */
export let tail: u32 = 0;
/** Line ends inside quotes, of complete records. */
export let innerLines: u32 = 0;
export let hasQuotes: bool = false;
export let hasReturns: bool = false;
/** Without fields: some record has more or fewer of them than columns. */
export let uneven: bool = false;
/** Bytes of the text. */
let size: u32 = 0;
/** Quotes are misplaced, or a CR outside quotes ends a record. */
export let irregular: bool = false;
/** Some byte is above 127. */
export let beyondAscii: bool = false;
/** The text ends inside quotes. */
export let open: bool = false;

/** `columnCount` is how many fields a record should have; only counting looks at it. */
export function setDialect(delimiter: u8, quote: u8, columnCount: u32): void {
  columns = columnCount;
  delimiterByte = delimiter;
  quoteByte = quote;
  delimiterV = i8x16.splat(<i8>delimiter);
  quoteV = i8x16.splat(<i8>quote);
}

/** Buffers for a text of up to `n` bytes: 4 (n + 64) bytes for `ends` and `records` each, n / 8 + 16 for `quotes`, n / 2048 + 16 for `marks`. */
export function setIndexBuffers(endsAt: usize, recordsAt: usize, quotesAt: usize, marksAt: usize): void {
  marks = marksAt;
  ends = endsAt;
  records = recordsAt;
  quotes = quotesAt;
}

// @ts-ignore: decorator
@inline
export function endOf(field: u32): u32 {
  return load<u32>(ends + (<usize>field << 2));
}

// @ts-ignore: decorator
@inline
export function lastFieldOf(record: u32): u32 {
  return load<u32>(records + (<usize>record << 2));
}

/** Where the first quote from `from` on is; the largest number where there is none. */
export function quoteFrom(from: u32): u32 {
  let word = from >> 6;
  let bits = from < size ? load<u64>(quotes + (<usize>word << 3)) & (<u64>-1 << <u64>(from & 63)) : 0;
  while (bits == 0) {
    word++;
    if (word << 6 >= size) return <u32>-1;
    bits = load<u64>(quotes + (<usize>word << 3));
  }
  return (word << 6) + <u32>ctz<u64>(bits);
}

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
function anyOf(a: v128, b: v128, c: v128, d: v128, what: v128, other: v128): bool {
  const first = v128.or(v128.or(i8x16.eq(a, what), i8x16.eq(b, what)), v128.or(i8x16.eq(c, what), i8x16.eq(d, what)));
  const second = v128.or(v128.or(i8x16.eq(a, other), i8x16.eq(b, other)), v128.or(i8x16.eq(c, other), i8x16.eq(d, other)));
  return v128.any_true(v128.or(first, second));
}

/** Whether a field may begin after this byte. */
// @ts-ignore: decorator
@inline
function endsField(byte: u8): bool {
  return byte == delimiterByte || byte == 10;
}

// @ts-ignore: decorator
@inline
function prefixXor(bits: u64): u64 {
  let x = bits;
  x ^= x << 1;
  x ^= x << 2;
  x ^= x << 4;
  x ^= x << 8;
  x ^= x << 16;
  x ^= x << 32;
  return x;
}

/**
 * Indexes `length` bytes from the beginning of a record on. Reads up to 63 bytes behind the end. `depth` 0: records are counted only; that they are well
 * formed, and all have as many fields as there are columns, is looked at all the same. 1: it is noted where they end; `indexRecord` finds the fields of one.
 * 2: fields are noted, too.
 */
export function indexText(base: usize, length: u32, depth: u32): void {
  const fields = depth == 2;
  const noted = depth > 0;
  let count: u32 = 0;
  let write = ends;
  let writeRecord = records;
  let unlike = false;
  let inside: u64 = 0;
  let closed: u64 = 0;
  let returned: u64 = 0;
  let innerReturned: u64 = 0;
  let wrong: u64 = 0;
  let seenQuotes: u64 = 0;
  let seenReturns: u64 = 0;
  let behind: u32 = 0;
  let inner: u32 = 0;
  let innerSeen: u32 = 0;
  let pending: u32 = 0;
  let bytes: v128 = i8x16.splat(0);
  let marked: u32 = 0;
  let nextMark: u32 = MARK_BYTES;
  for (let at: u32 = 0; at < length; at += 64) {
    const p = base + at;
    const a = v128.load(p);
    const b = v128.load(p, 16);
    const c = v128.load(p, 32);
    const d = v128.load(p, 48);
    bytes = v128.or(bytes, v128.or(v128.or(a, b), v128.or(c, d)));
    const valid: u64 = length - at >= 64 ? <u64>-1 : ~(<u64>-1 << <u64>(length - at));
    const feeds = matching(a, b, c, d, lineFeeds) & valid;
    let quote: u64 = 0;
    let cr: u64 = 0;
    // Both are rare: one question for the two.
    if (anyOf(a, b, c, d, quoteV, returns)) {
      quote = matching(a, b, c, d, quoteV) & valid;
      cr = matching(a, b, c, d, returns) & valid;
    }
    let outer = feeds;
    let outerCr = cr;
    let structural: u64 = 0;
    let innerEnds: u64 = 0;
    if ((quote | inside | closed) != 0) {
      const within = prefixXor(quote) ^ inside;
      structural = ((matching(a, b, c, d, delimiterV) & valid) | feeds) & ~within;
      outer &= ~within;
      outerCr &= ~within;
      const opening = quote & within;
      const closing = quote & ~within;
      const mayOpen: u64 = at == 0 || endsField(load<u8>(p - 1)) ? 1 : closed;
      wrong |= opening & ~(((structural | closing) << 1) | mayOpen);
      wrong |= ((closing << 1) | closed) & ~(structural | opening | outerCr) & valid;
      innerEnds = (feeds & within & ~innerReturned & ~((cr & within) << 1)) | (cr & within);
      innerSeen += <u32>popcnt<u64>(innerEnds);
      innerReturned = (cr & within) >> 63;
      inside = <u64>(<i64>within >> 63);
      closed = closing >> 63;
      seenQuotes |= quote;
      if (noted) store<u64>(quotes + (at >> 3), quote);
    } else {
      structural = (matching(a, b, c, d, delimiterV) & valid) | feeds;
      if (noted) store<u64>(quotes + (at >> 3), 0);
    }
    if ((outerCr | returned) != 0) {
      wrong |= ((outerCr << 1) | returned) & ~feeds & valid;
      returned = outerCr >> 63;
      seenReturns |= outerCr;
    }
    if (outer != 0) {
      const last: u64 = 63 - clz<u64>(outer);
      inner = innerSeen;
      if (innerEnds != 0) inner -= <u32>popcnt<u64>(innerEnds & ~((<u64>2 << last) - 1));
      behind = at + <u32>last + 1;
      const before = fields ? <u32>((write - ends) >> 2) - 1 : 0;
      let taken: u32 = 0;
      do {
        const upTo = <u32>popcnt<u64>(structural & (outer ^ (outer - 1)));
        if (fields) {
          store<u32>(writeRecord, before + upTo);
          writeRecord += 4;
        } else {
          if (noted) {
            store<u32>(writeRecord, at + <u32>ctz<u64>(outer));
            writeRecord += 4;
          }
          if (pending + upTo - taken != columns) unlike = true;
          pending = 0;
          taken = upTo;
          count++;
        }
        outer &= outer - 1;
      } while (outer != 0);
      if (!fields) pending = <u32>popcnt<u64>(structural) - taken;
      if (behind >= nextMark) {
        const mark = marks + <usize>marked * 12;
        store<u32>(mark, behind);
        store<u32>(mark, noted ? <u32>((writeRecord - records) >> 2) : count, 4);
        store<u32>(mark, inner, 8);
        marked++;
        nextMark = behind + MARK_BYTES;
      }
    } else if (!fields) pending += <u32>popcnt<u64>(structural);
    if (fields) {
      while (structural != 0) {
        store<u32>(write, at + <u32>ctz<u64>(structural));
        write += 4;
        structural &= structural - 1;
      }
    }
  }
  size = length;
  markCount = marked;
  recordCount = noted ? <u32>((writeRecord - records) >> 2) : count;
  uneven = unlike;
  tail = behind;
  innerLines = inner;
  hasQuotes = seenQuotes != 0;
  hasReturns = seenReturns != 0;
  irregular = wrong != 0;
  beyondAscii = i8x16.bitmask(bytes) != 0;
  open = inside != 0;
}

/** Finds the fields of one record, from `start` to its line feed at `feed`, among records that were found without: gives the index of the last. */
export function indexRecord(base: usize, start: u32, feed: u32): u32 {
  let write = ends;
  let within = false;
  for (let at = start; at < feed; at++) {
    const byte = load<u8>(base + at);
    if (byte == quoteByte) within = !within;
    else if (byte == delimiterByte && !within) {
      store<u32>(write, at);
      write += 4;
    }
  }
  store<u32>(write, feed);
  return <u32>((write - ends) >> 2);
}
