import { columns, delimiterV, endsField, quoteV } from "./dialect";
import { anyOf, beyondAscii, lineFeeds, matching, prefixXor, returns, upToLowest } from "./masks";
import { beginIndex, ends, marks, quotes, records, size, wides } from "./text-index";
import { beginUtf8, wrongUtf8 } from "./utf8";

/**
 * Where fields and records of a CSV text end, 64 bytes at a time: quotes and line ends as bit masks, the bytes inside quotes by a prefix XOR of the quotes.
 * Everything unusual (misplaced quotes, a lone CR outside quotes) is noticed and left to the caller.
 */

const MARK_BYTES: u32 = 1 << 16;
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

/** The text that is indexed, and what was seen of it up to `at`: where the next is noted, and what is open. */
let text: usize = 0;
let at: u32 = 0;
let writeEnd: usize = 0;
let writeRecord: usize = 0;
let count: u32 = 0;
/** Fields of a record that goes on; not 0 once a record had another number of them than there are columns. */
let pending: u32 = 0;
let odd: u32 = 0;
/** All bits while inside quotes; bit 0 after a quote that ended a field or was doubled, after a return outside of quotes, after one inside. */
let inside: u64 = 0;
let closed: u64 = 0;
let returned: u64 = 0;
let innerReturned: u64 = 0;
let innerSeen: u32 = 0;
let wrong: u64 = 0;
let seenQuotes: u64 = 0;
let seenReturns: u64 = 0;
let nextMark: u32 = 0;
/** Quotes are misplaced, or a CR outside quotes ends a record. */
export let irregular: bool = false;
/** Some complete record is not UTF-8. */
export let foreign: bool = false;
/** The text ends inside quotes. */
export let open: bool = false;

/**
 * Counts the records in `length` bytes from the beginning of one on. That they are well formed, and all have as many fields as there are columns, is looked at
 * all the same. Reads up to 63 bytes behind the end, and 3 before the beginning.
 */
export function countRecords(base: usize, length: u32): void {
  find(base, length, false, false);
}

/** As `countRecords`, and notes where they end; `indexRecord` finds the fields of one. */
export function findRecords(base: usize, length: u32): void {
  find(base, length, true, false);
}

/** As `findRecords`, and notes their fields. How many a record has is left to who takes them. */
export function findFields(base: usize, length: u32): void {
  find(base, length, true, true);
}

/** One function an export: they are compiled when they are called, which takes as long as some megabytes take to be read. */
// @ts-ignore: decorator
@inline
function find(base: usize, length: u32, noted: bool, fields: bool): void {
  begin(base, length);
  const whole = length & ~63;
  while (at < length) {
    const limit = at + MARK_BYTES;
    plainRun(min(limit, whole), noted, fields);
    anyRun(min(limit, length), noted, fields);
    if (noted && tail >= nextMark) mark();
  }
  end(noted);
}

/** Blocks without quotes and returns, from outside quotes on; stops before another one. */
// @ts-ignore: decorator
@inline
function plainRun(limit: u32, noted: bool, fields: bool): void {
  if ((inside | closed | returned) != 0) return;
  const from = text;
  const quote = quoteV;
  const delimiter = delimiterV;
  const expected = columns;
  const before = tail;
  let offset = at;
  let write = writeEnd;
  let record = writeRecord;
  let feeds = count;
  let last = tail;
  // Fields so far, and how many there should be at the end of the next record, from the one that is open on.
  let seen = pending;
  let wanted = expected;
  let unlike = odd;
  for (; offset < limit; offset += 64) {
    const p = from + offset;
    const a = v128.load(p);
    const b = v128.load(p, 16);
    const c = v128.load(p, 32);
    const d = v128.load(p, 48);
    if (anyOf(a, b, c, d, quote, returns)) break;
    noteWide(offset, a, b, c, d);
    const outer = matching(a, b, c, d, lineFeeds);
    const structural = matching(a, b, c, d, delimiter) | outer;
    if (noted) store<u64>(quotes + (offset >> 3), 0);
    // The first line feed without a branch: most blocks have none or one.
    const some = <u32>(outer != 0);
    const first = <u32>popcnt<u64>(structural & upToLowest(outer));
    last = select<u32>(offset + 64 - <u32>clz<u64>(outer), last, some);
    if (fields) store<u32>(record, <u32>((write - ends) >> 2) + first - 1);
    else {
      unlike |= ((seen + first) ^ wanted) & (0 - some);
      wanted += expected & (0 - some);
      if (noted) store<u32>(record, offset + <u32>ctz<u64>(outer));
    }
    if (noted) record += <usize>some << 2;
    else feeds += some;
    for (let rest = outer & (outer - 1); rest != 0; rest &= rest - 1) {
      const next = <u32>popcnt<u64>(structural & upToLowest(rest));
      if (fields) store<u32>(record, <u32>((write - ends) >> 2) + next - 1);
      else {
        unlike |= (seen + next) ^ wanted;
        wanted += expected;
        if (noted) store<u32>(record, offset + <u32>ctz<u64>(rest));
      }
      if (noted) record += 4;
      else feeds++;
    }
    if (fields) write = noteEnds(write, offset, structural);
    else seen += <u32>popcnt<u64>(structural);
  }
  at = offset;
  writeEnd = write;
  writeRecord = record;
  count = feeds;
  pending = seen - (wanted - expected);
  odd = unlike;
  tail = last;
  if (last != before) innerLines = innerSeen;
}

/** Blocks of any kind, the last one of a text among them, up to one after which those without quotes and returns may follow. */
// @ts-ignore: decorator
@inline
function anyRun(limit: u32, noted: bool, fields: bool): void {
  let offset = at;
  let write = writeEnd;
  let record = writeRecord;
  let feeds = count;
  let open = pending;
  while (offset < limit) {
    const p = text + offset;
    const a = v128.load(p);
    const b = v128.load(p, 16);
    const c = v128.load(p, 32);
    const d = v128.load(p, 48);
    const valid: u64 = size - offset >= 64 ? <u64>-1 : ~(<u64>-1 << <u64>(size - offset));
    noteWide(offset, a, b, c, d);
    const feed = matching(a, b, c, d, lineFeeds) & valid;
    const quote = matching(a, b, c, d, quoteV) & valid;
    const cr = matching(a, b, c, d, returns) & valid;
    let structural = (matching(a, b, c, d, delimiterV) & valid) | feed;
    let outer = feed;
    let outerCr = cr;
    let innerEnds: u64 = 0;
    if ((quote | inside | closed) != 0) {
      const within = prefixXor(quote) ^ inside;
      structural &= ~within;
      outer &= ~within;
      outerCr &= ~within;
      const opening = quote & within;
      const closing = quote & ~within;
      const mayOpen: u64 = offset == 0 || endsField(load<u8>(p - 1)) ? 1 : closed;
      wrong |= opening & ~(((structural | closing) << 1) | mayOpen);
      wrong |= ((closing << 1) | closed) & ~(structural | opening | outerCr) & valid;
      innerEnds = (feed & within & ~innerReturned & ~((cr & within) << 1)) | (cr & within);
      innerSeen += <u32>popcnt<u64>(innerEnds);
      innerReturned = (cr & within) >> 63;
      inside = <u64>(<i64>within >> 63);
      closed = closing >> 63;
      seenQuotes |= quote;
    }
    if (noted) store<u64>(quotes + (offset >> 3), quote);
    if ((outerCr | returned) != 0) {
      wrong |= ((outerCr << 1) | returned) & ~feed & valid;
      returned = outerCr >> 63;
      seenReturns |= outerCr;
    }
    let taken: u32 = 0;
    if (outer != 0) {
      innerLines = innerSeen - <u32>popcnt<u64>(innerEnds & ~(<u64>-1 >> clz<u64>(outer)));
      tail = offset + 64 - <u32>clz<u64>(outer);
      for (; outer != 0; outer &= outer - 1) {
        const next = <u32>popcnt<u64>(structural & upToLowest(outer));
        if (fields) store<u32>(record, <u32>((write - ends) >> 2) + next - 1);
        else if (noted) store<u32>(record, offset + <u32>ctz<u64>(outer));
        if (noted) record += 4;
        else feeds++;
        if (!fields) odd |= (open + next - taken) ^ columns;
        open = 0;
        taken = next;
      }
    }
    if (fields) write = noteEnds(write, offset, structural);
    else open += <u32>popcnt<u64>(structural) - taken;
    offset += 64;
    if ((quote | cr | inside | closed | returned) == 0) break;
  }
  at = offset;
  writeEnd = write;
  writeRecord = record;
  count = feeds;
  pending = open;
}

/** Notes which bytes of each 32 are above 127, those of both halves together. */
// @ts-ignore: decorator
@inline
function noteWide(offset: u32, a: v128, b: v128, c: v128, d: v128): void {
  const to = wides + (offset >> 4);
  store<u16>(to, beyondAscii(a, b));
  store<u16>(to, beyondAscii(c, d), 2);
}

/** Notes each bit's offset; gives where to write the next. Up to 8 words behind that are of no meaning. */
// @ts-ignore: decorator
@inline
function noteEnds(write: usize, offset: u32, structural: u64): usize {
  let bits = structural;
  let to = write;
  do {
    for (let nth: usize = 0; nth < 8; nth++) {
      store<u32>(to + (nth << 2), offset + <u32>ctz<u64>(bits));
      bits &= bits - 1;
    }
    to += 32;
  } while (bits != 0);
  return write + (<usize>popcnt<u64>(structural) << 2);
}

function begin(base: usize, length: u32): void {
  text = base;
  beginIndex(length);
  beginUtf8();
  at = 0;
  writeEnd = ends;
  writeRecord = records;
  count = pending = odd = tail = innerSeen = innerLines = markCount = 0;
  inside = closed = returned = innerReturned = wrong = seenQuotes = seenReturns = 0;
  nextMark = MARK_BYTES;
}

function mark(): void {
  const to = marks + <usize>markCount * 12;
  store<u32>(to, tail);
  store<u32>(to, recordsSoFar(true), 4);
  store<u32>(to, innerLines, 8);
  markCount++;
  nextMark = tail + MARK_BYTES;
}

function end(noted: bool): void {
  recordCount = recordsSoFar(noted);
  uneven = odd != 0;
  hasQuotes = seenQuotes != 0;
  hasReturns = seenReturns != 0;
  irregular = wrong != 0;
  open = inside != 0;
  foreign = wrongUtf8(text, wides, size) < tail;
}

function recordsSoFar(noted: bool): u32 {
  return noted ? <u32>((writeRecord - records) >> 2) : count;
}
