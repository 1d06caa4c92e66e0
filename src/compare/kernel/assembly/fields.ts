import { endOf, quoteFrom } from "./text-index";

/** The fields of one record after another: where each lies, and whether it is quoted. Positions are addresses. */

let delimiter: u8 = 0;
let quote: u8 = 0;
/** As long as the longest record. */
let scratch: usize = 0;

let base: usize = 0;
let firstField: u32 = 0;
let recordStart: u32 = 0;
let recordEnd: u32 = 0;
export let fieldCount: u32 = 0;

/** The content of the field that was opened last: without its quotes, doubled quotes made one. */
export let content: usize = 0;
export let contentLength: usize = 0;
/** Whether it is written with quotes. */
export let isQuoted: bool = false;

export function setFieldDialect(delimiterByte: u8, quoteByte: u8, scratchAt: usize): void {
  delimiter = delimiterByte;
  quote = quoteByte;
  scratch = scratchAt;
}

/** The record whose fields end at the indexes `first` … `last`, from `start` to `end` (offsets from `at`). */
// @ts-ignore: decorator
@inline
export function openRecord(at: usize, first: u32, last: u32, start: u32, end: u32): void {
  base = at;
  firstField = first;
  recordStart = start;
  recordEnd = end;
  fieldCount = last - first + 1;
}

// @ts-ignore: decorator
@inline
export function fieldStart(field: u32): usize {
  return base + (field == 0 ? recordStart : endOf(firstField + field - 1) + 1);
}

// @ts-ignore: decorator
@inline
export function fieldEnd(field: u32): usize {
  return base + (field + 1 == fieldCount ? recordEnd : endOf(firstField + field));
}

/** Finds a field's content. What is opened next overwrites unescaped content. */
export function openField(field: u32): void {
  const start = fieldStart(field);
  const end = fieldEnd(field);
  isQuoted = end > start && load<u8>(start) == quote;
  content = isQuoted ? start + 1 : start;
  contentLength = isQuoted ? end - start - 2 : end - start;
  if (isQuoted && holds(content, contentLength, quote)) unescape();
}

/** Whether the content would have to be quoted: it holds a delimiter, a quote or a line end. */
export function needsQuotes(from: usize, length: usize): bool {
  for (let at: usize = 0; at < length; at++) {
    const byte = load<u8>(from + at);
    if (byte == delimiter || byte == quote || byte == 10 || byte == 13) return true;
  }
  return false;
}

/** Whether all quoted fields between two offsets of a text, the first of which may begin at `from`, hold something that must be quoted: then there is no other way to write them. */
export function quotesNeeded(text: usize, from: u32, to: u32): bool {
  let open = quoteFrom(from);
  while (open < to) {
    let close = quoteFrom(open + 1);
    let needed = false;
    while (close + 1 < to && load<u8>(text + close + 1) == quote) {
      needed = true;
      close = quoteFrom(close + 2);
    }
    if (!needed && !needsQuotes(text + open + 1, close - open - 1)) return false;
    open = quoteFrom(close + 1);
  }
  return true;
}

/** Writes the record's first `fields` fields with no more quotes than needed into `target`; its length. The same contents give the same bytes, and only they. */
export function writeCanonical(fields: u32, target: usize): usize {
  let write = target;
  for (let field: u32 = 0; field < fields; field++) {
    if (field > 0) {
      store<u8>(write, delimiter);
      write++;
    }
    const start = fieldStart(field);
    const length = fieldEnd(field) - start;
    const bare = length >= 2 && load<u8>(start) == quote && !needsQuotes(start + 1, length - 2);
    const from = bare ? start + 1 : start;
    const size = bare ? length - 2 : length;
    memory.copy(write, from, size);
    write += size;
  }
  return write - target;
}

function holds(from: usize, length: usize, byte: u8): bool {
  for (let at: usize = 0; at < length; at++) if (load<u8>(from + at) == byte) return true;
  return false;
}

function unescape(): void {
  let write = scratch;
  const end = content + contentLength;
  for (let at = content; at < end; at++) {
    const byte = load<u8>(at);
    store<u8>(write, byte);
    write++;
    if (byte == quote) at++;
  }
  content = scratch;
  contentLength = write - scratch;
}
