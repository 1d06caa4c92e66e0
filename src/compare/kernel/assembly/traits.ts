import { contentLength, fieldCount, fieldEnd, fieldStart, isQuoted, needsQuotes } from "./fields";

/** How the columns of a file are quoted, as far as its values tell. */

let bareSeen: usize = 0;
let needlessSeen: usize = 0;
/** Columns of which no bare value was met yet (u32 each). */
let pending: usize = 0;
let pendingCount: u32 = 0;
let columns: u32 = 0;

/** A byte a column for `bare` and `needless`, four for `pending`. */
export function setTraits(bareAt: usize, needlessAt: usize, pendingAt: usize, columnCount: u32): void {
  bareSeen = bareAt;
  needlessSeen = needlessAt;
  pending = pendingAt;
  columns = columnCount;
  pendingCount = columnCount;
  for (let column: u32 = 0; column < columnCount; column++) store<u32>(pending + (<usize>column << 2), column);
}

/** Columns of which no bare value was met yet: until there are none, fields must be looked at. */
export function bareColumnsLeft(): u32 {
  return pendingCount;
}

/** Notes a record without any quotes. */
// @ts-ignore: decorator
@inline
export function noteBare(): void {
  if (pendingCount > 0) notePending();
}

function notePending(): void {
  let kept: u32 = 0;
  for (let nth: u32 = 0; nth < pendingCount; nth++) {
    const column = load<u32>(pending + (<usize>nth << 2));
    if (column < fieldCount && fieldEnd(column) > fieldStart(column)) store<u8>(bareSeen + column, 1);
    else {
      store<u32>(pending + (<usize>kept << 2), column);
      kept++;
    }
  }
  pendingCount = kept;
}

/** Notes the field that was opened last, of a record with quotes; whether its quotes are needless. */
export function noteField(field: u32): bool {
  const start = fieldStart(field);
  const length = fieldEnd(field) - start;
  if (length == 0) return false;
  if (!isQuoted) {
    if (field < columns) store<u8>(bareSeen + field, 1);
    return false;
  }
  if (needsQuotes(start + 1, length - 2)) return false;
  if (contentLength > 0 && field < columns) store<u8>(needlessSeen + field, 1);
  return true;
}
