/** What the parts of a text say. */
export interface Fields {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  nanos: number;
  offset: number | undefined;
  half: number;
  /** From Sunday, 0; -1 where none is written. */
  weekday: number;
}

/** Reads one part of a text from a place on; gives the place after it, or -1. */
export type Step = (text: string, at: number, fields: Fields) => number;
