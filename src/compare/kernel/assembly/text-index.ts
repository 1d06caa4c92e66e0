import { delimiterByte, quoteByte } from "./dialect";

/** What was found of a text: where its fields, records and quotes are. `structure.ts` writes it. */

/** Offsets (u32) of the delimiters and line feeds outside quotes. */
export let ends: usize = 0;
/** For each record, the index of its line feed among `ends`; without fields, its offset. */
export let records: usize = 0;
/** One bit a byte: quotes. */
export let quotes: usize = 0;
/** For each mark: u32 offset behind a record, u32 records and u32 line ends inside quotes up to there. Marks are at least so many bytes apart. */
export let marks: usize = 0;
/** A word (u16) for each 32 bytes: not 0 where some of them are more than ASCII. */
export let wides: usize = 0;
/** Bytes of the text. */
export let size: u32 = 0;

/** Buffers for a text of up to `n` bytes: 4 (n + 64) bytes for `ends` and `records` each, n / 8 + 16 for `quotes`, n / 4096 + 16 for `marks`, n / 16 + 144 for `wides`. */
export function setIndexBuffers(endsAt: usize, recordsAt: usize, quotesAt: usize, marksAt: usize, widesAt: usize): void {
  marks = marksAt;
  wides = widesAt;
  ends = endsAt;
  records = recordsAt;
  quotes = quotesAt;
}

export function beginIndex(length: u32): void {
  size = length;
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
