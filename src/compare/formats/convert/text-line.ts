/** One line of a text. */
export interface TextLine {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  /** How it ends; empty for a last line without a line end. */
  readonly end: '\n' | '\r\n' | '';
}
