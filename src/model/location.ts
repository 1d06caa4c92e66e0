/** Where something is: a file, with a line and column counted from 1, and the field's path (`sides.legacy.timeout`). */
export interface Location {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly field?: string;
}

/** `file:line:column (field)`, as far as known. */
export function formatLocation(at: Location): string {
  const place = [at.file, at.line, at.line === undefined ? undefined : at.column].filter((part) => part !== undefined).join(':');
  if (at.field === undefined || at.field === '') return place;
  return place === '' ? at.field : `${place} (${at.field})`;
}
